/**
 * Samplers: a distribution of a machine prepared once, drawn from many times without allocation.
 * Bit-exact with rand_distr 0.5.1.
 */
@NullMarked
package io.veiltun.maybenot.sampling;

import org.jspecify.annotations.NullMarked;
