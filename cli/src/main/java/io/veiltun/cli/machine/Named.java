package io.veiltun.cli.machine;

import io.veiltun.maybenot.machine.Machine;

/**
 * A machine and where it came from.
 *
 * @param label for headings and messages
 * @param string its machine string
 */
record Named(String label, String string, Machine machine) {}
