/**
 * Shapes one peer's traffic by what Maybenot machines decide, through the engine's shaper seam.
 * Empty until the DAITA issue fills it.
 */
@NullMarked
package io.veiltun.daita;

import org.jspecify.annotations.NullMarked;
