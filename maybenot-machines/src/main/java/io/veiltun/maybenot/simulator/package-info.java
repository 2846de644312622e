/**
 * Replays a packet trace between two ends that run machines and tells what an observer would see
 * and what it costs, after the Maybenot simulator 2.2.1. For the generator, the commands and tests;
 * a {@link io.veiltun.maybenot.simulator.Simulator} belongs to one thread, its results are
 * immutable.
 */
@NullMarked
package io.veiltun.maybenot.simulator;

import org.jspecify.annotations.NullMarked;
