/**
 * Shows a machine to people: as text for a terminal, as a graph for Graphviz, as a drawing, and a
 * trace as a plot. Pure functions over the records of a machine; anything may use them, from any
 * thread.
 */
@NullMarked
package io.veiltun.maybenot.description;

import org.jspecify.annotations.NullMarked;
