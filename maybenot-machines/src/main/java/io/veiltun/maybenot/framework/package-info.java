/**
 * Runs machines: takes events of a tunnel and the time, gives back at most one action per machine.
 * Owns no thread, timer or socket. One instance belongs to one thread.
 */
@NullMarked
package io.veiltun.maybenot.framework;

import org.jspecify.annotations.NullMarked;
