/**
 * Cryptokey routing: which peer an address belongs to. Used by tunnel, and by whoever configures
 * one. Read by the packet loops without locks, written by the handshake thread.
 */
@NullMarked
package io.veiltun.engine.routing;

import org.jspecify.annotations.NullMarked;
