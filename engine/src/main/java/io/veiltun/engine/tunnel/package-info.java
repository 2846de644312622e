/**
 * One WireGuard tunnel: peers, timers, and the two pipelines between a packet device and a
 * transport.
 */
@NullMarked
package io.veiltun.engine.tunnel;

import org.jspecify.annotations.NullMarked;
