/**
 * WireGuard's handshake, byte for byte and without I/O: messages, Noise IKpsk2, cookies, TAI64N,
 * and the limits under load. Time and randomness are parameters. Used by session and tunnel;
 * belongs to the handshake thread, but for the stateless offsets and sizes in {@link
 * io.veiltun.engine.noise.Messages}.
 */
@NullMarked
package io.veiltun.engine.noise;

import org.jspecify.annotations.NullMarked;
