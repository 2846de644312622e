/**
 * The life of a tunnel process: state directory, journal, control socket, start in the background
 * and stop. Used by command and process; a process has one run, driven by its main thread.
 */
@NullMarked
package io.veiltun.cli.run;

import org.jspecify.annotations.NullMarked;
