/**
 * The program {@code veiltun}: its entry point. Hands the arguments to command; runs on the main
 * thread.
 */
@NullMarked
package io.veiltun.cli;

import org.jspecify.annotations.NullMarked;
