/**
 * The program {@code veiltun}: commands, exit codes, and the assembly of engine, hops, network
 * set-up and metrics into one running process.
 */
@NullMarked
package io.veiltun.cli;

import org.jspecify.annotations.NullMarked;
