/**
 * The command line: one class per command. Uses every other package of the program, is used by Main
 * only; runs on the main thread.
 */
@NullMarked
package io.veiltun.cli.command;

import org.jspecify.annotations.NullMarked;
