/**
 * Benchmarks: JMH for the inner loops, and whole-engine comparisons against foreign WireGuard
 * engines.
 */
@NullMarked
package io.veiltun.bench;

import org.jspecify.annotations.NullMarked;
