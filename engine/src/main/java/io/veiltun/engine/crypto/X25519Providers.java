package io.veiltun.engine.crypto;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the fastest implementation of X25519 that passes a self-test on this machine. */
final class X25519Providers {
  private static final Logger log = LoggerFactory.getLogger(X25519Providers.class);
  private static final int RANDOM_KEYS = 16;

  private X25519Providers() {}

  /** libcrypto's, or the one in Java if there is none, it refuses, or it fails the self-test. */
  static X25519Provider select() {
    X25519Provider oracle = new BouncyCastleX25519();
    try {
      X25519Provider fast = new LibcryptoX25519();
      selfTest(fast, oracle);
      return fast;
    } catch (RuntimeException | LinkageError e) {
      log.info("X25519 in Java, which is slower: {}", e.getMessage());
      return oracle;
    }
  }

  /**
   * Known answers, agreement with {@code oracle}, refusal of a key of low order.
   *
   * @throws IllegalStateException if {@code tested} fails
   */
  static void selfTest(X25519Provider tested, X25519Provider oracle) {
    diffieHellmanOfTheRfc(tested);
    var random = new Random(7748);
    for (int i = 0; i < RANDOM_KEYS; i++) {
      byte[] key = new byte[SecretKey.LENGTH];
      byte[] point = new byte[SecretKey.LENGTH];
      random.nextBytes(key);
      random.nextBytes(point);
      try (SecretKey secret = SecretKey.owning(key);
          AgreementKey ours = tested.key(secret);
          AgreementKey theirs = oracle.key(secret)) {
        require(ours.publicKey().equals(theirs.publicKey()));
        require(Arrays.equals(agreed(ours, point), agreed(theirs, point)));
        require(!ours.agree(new byte[SecretKey.LENGTH], new byte[SecretKey.LENGTH]));
      }
    }
  }

  /** RFC 7748 §6.1. */
  private static void diffieHellmanOfTheRfc(X25519Provider tested) {
    String alice = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
    String alicePublic = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";
    String bobPublic = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";
    String shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
    try (SecretKey secret = SecretKey.owning(hex(alice));
        AgreementKey key = tested.key(secret)) {
      require(Arrays.equals(key.publicKey().bytes(), hex(alicePublic)));
      require(Arrays.equals(agreed(key, hex(bobPublic)), hex(shared)));
    }
  }

  private static byte[] agreed(AgreementKey key, byte[] point) {
    byte[] out = new byte[SecretKey.LENGTH];
    require(key.agree(point, out));
    return out;
  }

  private static void require(boolean passed) {
    if (!passed) {
      throw new IllegalStateException("it fails the self-test");
    }
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
