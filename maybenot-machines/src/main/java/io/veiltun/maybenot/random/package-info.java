/**
 * Sources of random words and the exact rules that turn words into numbers, as the Rust crates rand
 * 0.9, rand_xoshiro and rand_seeder define them. Sources are not thread-safe: one per user.
 */
@NullMarked
package io.veiltun.maybenot.random;

import org.jspecify.annotations.NullMarked;
