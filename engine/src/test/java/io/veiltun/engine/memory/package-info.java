/**
 * Tunnels in memory: a moved clock, loops that step by hand, devices, and a network that can lose,
 * repeat and reorder. Everything runs on the test's own thread. Also used by the tests of the
 * modules above.
 */
@NullMarked
package io.veiltun.engine.memory;

import org.jspecify.annotations.NullMarked;
