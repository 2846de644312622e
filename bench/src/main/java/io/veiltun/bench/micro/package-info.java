/**
 * JMH benchmarks of what runs once per packet: sealing and opening, the checksum, the replay window
 * and the allowed-IPs lookup. Run by {@code bench/micro}.
 */
@NullMarked
package io.veiltun.bench.micro;

import org.jspecify.annotations.NullMarked;
