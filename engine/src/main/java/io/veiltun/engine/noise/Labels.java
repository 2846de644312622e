package io.veiltun.engine.noise;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.veiltun.engine.crypto.Blake2s;

/** The protocol's fixed strings and what follows from them alone (wireguard-protocol §1). */
final class Labels {
  static final byte[] MAC1 = "mac1----".getBytes(US_ASCII);
  static final byte[] COOKIE = "cookie--".getBytes(US_ASCII);

  /** C0, the chaining key every handshake starts with. */
  static final byte[] INITIAL_CHAINING_KEY =
      Blake2s.hash("Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s".getBytes(US_ASCII));

  /** H0, the hash every handshake starts with. */
  static final byte[] INITIAL_HASH =
      Blake2s.hash(INITIAL_CHAINING_KEY, "WireGuard v1 zx2c4 Jason@zx2c4.com".getBytes(US_ASCII));

  private Labels() {}
}
