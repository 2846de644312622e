/**
 * One WireGuard tunnel: peers, timers, and the two pipelines between a packet device and a
 * transport. The top of the engine: uses every other package, is used by none of them. Its ways
 * belong to the send and the receive loop, all else to the handshake thread; {@link
 * io.veiltun.engine.tunnel.Tunnel} may be called from any.
 */
@NullMarked
package io.veiltun.engine.tunnel;

import org.jspecify.annotations.NullMarked;
