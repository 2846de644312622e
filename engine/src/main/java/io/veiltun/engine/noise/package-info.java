/**
 * WireGuard's handshake, byte for byte and without I/O: messages, Noise IKpsk2, cookies, TAI64N,
 * and the limits under load. Time and randomness are parameters. Belongs to the handshake thread.
 */
@NullMarked
package io.veiltun.engine.noise;

import org.jspecify.annotations.NullMarked;
