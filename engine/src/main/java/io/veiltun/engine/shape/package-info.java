/**
 * The shaper seam: who decides what an observer sees of a peer's traffic. Called by tunnel,
 * implemented outside the engine; on the send loop, but for what arrives, on the receive loop.
 */
@NullMarked
package io.veiltun.engine.shape;

import org.jspecify.annotations.NullMarked;
