/**
 * The device seam and the native TUN device: offload headers, splitting super-packets on the way
 * in, coalescing on the way out. Each direction belongs to one loop.
 */
@NullMarked
package io.veiltun.engine.tun;

import org.jspecify.annotations.NullMarked;
