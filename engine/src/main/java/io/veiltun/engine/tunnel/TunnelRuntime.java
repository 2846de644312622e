package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.AeadProvider;
import io.veiltun.engine.os.Loop;
import io.veiltun.engine.os.NanoClock;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What tunnels run on; all tunnels of a chain share one. Everything that is not a pure function
 * comes from here, so that tests can move time and fix randomness.
 *
 * @param sendLoop drives the way from device to transport and owns the sending state
 * @param receiveLoop drives the way back and owns the receiving state
 * @param handshakeLoop owns handshakes, timers and configuration; X25519 never runs elsewhere
 * @param clock ages of keys and timers
 * @param wall the time of day, for TAI64N
 * @param random cryptographic: ephemeral keys, indices, cookies, jitter; must be safe for use by
 *     several threads
 * @param aead for transport data
 */
public record TunnelRuntime(
    Loop sendLoop,
    Loop receiveLoop,
    Loop handshakeLoop,
    NanoClock clock,
    InstantSource wall,
    RandomGenerator random,
    AeadProvider aead) {}
