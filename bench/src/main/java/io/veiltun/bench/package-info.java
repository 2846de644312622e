/**
 * Benchmarks: whole engines, ours and foreign WireGuard ones, measured alternately in the lab. Used
 * by nothing; runs on its main thread, the engines in processes of their own.
 */
@NullMarked
package io.veiltun.bench;

import org.jspecify.annotations.NullMarked;
