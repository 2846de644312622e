/**
 * Shapes one peer's traffic by what Maybenot machines decide, through the engine's shaper seam.
 * Depends on engine and maybenot-machines; will run on the loops the seam names. Empty yet.
 */
@NullMarked
package io.veiltun.daita;

import org.jspecify.annotations.NullMarked;
