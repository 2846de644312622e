/** The shaper seam: who decides what an observer sees of a peer's traffic. */
@NullMarked
package io.veiltun.engine.shape;

import org.jspecify.annotations.NullMarked;
