/**
 * What a Maybenot machine is: immutable records for machines, states, actions, counters and
 * distributions, and the rules that make one valid. Everything else builds on these; nothing here
 * runs a machine.
 */
@NullMarked
package io.veiltun.maybenot.machine;

import org.jspecify.annotations.NullMarked;
