/**
 * Cryptokey routing: which peer an address belongs to. Read by the packet loops without locks,
 * written by the control thread.
 */
@NullMarked
package io.veiltun.engine.routing;

import org.jspecify.annotations.NullMarked;
