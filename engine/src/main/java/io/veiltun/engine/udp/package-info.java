/**
 * The transport seam and its UDP sockets: batches by UDP_SEGMENT and UDP_GRO, plain calls where
 * these are missing. Each direction belongs to one loop.
 */
@NullMarked
package io.veiltun.engine.udp;

import org.jspecify.annotations.NullMarked;
