/**
 * JMH benchmarks of what runs once per packet: sealing and opening, the checksum, the replay
 * window, the allowed-IPs lookup and an event of Maybenot; and of its samplers and its simulator.
 * Run by {@code bench/micro}.
 */
@NullMarked
package io.veiltun.bench.micro;

import org.jspecify.annotations.NullMarked;
