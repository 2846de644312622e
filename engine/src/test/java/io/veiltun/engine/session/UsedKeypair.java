package io.veiltun.engine.session;

import io.veiltun.engine.crypto.AeadProvider;
import io.veiltun.engine.noise.SessionKeys;

/** Keypairs that look as if much had been sent, for tests of the limits outside of this package. */
public final class UsedKeypair {
  private UsedKeypair() {}

  /** A keypair whose next packet has {@code counter}, unsigned. */
  public static Keypair of(SessionKeys keys, AeadProvider aead, long createdNanos, long counter) {
    return new Keypair(keys, aead, createdNanos, counter);
  }
}
