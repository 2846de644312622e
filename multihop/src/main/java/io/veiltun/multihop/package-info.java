/**
 * Chains tunnels: the datagrams of one tunnel are the packets of the tunnel before it. Depends on
 * the engine only, through its two seams. A chain is built and closed by one thread; packets pass
 * on its two packet loops.
 */
@NullMarked
package io.veiltun.multihop;

import org.jspecify.annotations.NullMarked;
