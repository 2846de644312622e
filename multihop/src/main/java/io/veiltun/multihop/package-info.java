/**
 * Chains tunnels: the datagrams of one tunnel are the packets of the tunnel before it. Depends on
 * the engine's two seams only. Everything here runs on the chain's two packet loops.
 */
@NullMarked
package io.veiltun.multihop;

import org.jspecify.annotations.NullMarked;
