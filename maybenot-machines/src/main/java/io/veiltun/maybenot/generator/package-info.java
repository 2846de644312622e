/**
 * Makes random machines from a seed and finds those that keep within a cost, as the Maybenot
 * generator 1.0.1 does: the same seed gives the same machines. For the commands; classes are
 * immutable, random sources belong to one thread.
 */
@NullMarked
package io.veiltun.maybenot.generator;

import org.jspecify.annotations.NullMarked;
