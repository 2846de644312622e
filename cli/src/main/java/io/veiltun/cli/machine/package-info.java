/**
 * The commands below {@code veiltun machine}: the catalogue of defences, decoding, generation and
 * simulation. Used by the command line only; one command runs once, on one thread.
 */
@NullMarked
package io.veiltun.cli.machine;

import org.jspecify.annotations.NullMarked;
