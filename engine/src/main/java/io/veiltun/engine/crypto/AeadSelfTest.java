package io.veiltun.engine.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * Proves a provider correct before it sees a packet: known answers, agreement with BouncyCastle
 * over block boundaries, refusal of forgeries. Throws {@link IllegalStateException} at the first
 * fault.
 */
final class AeadSelfTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final int[] SIZES = {
    0, 1, 15, 16, 17, 63, 64, 65, 127, 128, 129, 255, 256, 511, 512, 513, 1024, 1420, 1424, 2000
  };
  private static final int OFFSET = 3;

  private final AeadProvider provider;

  AeadSelfTest(AeadProvider provider) {
    this.provider = provider;
  }

  void run() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(4096);
      matchesRfc8439(memory);
      matchesEmptyMessage(memory);
      agreesWithOracle(memory);
    }
  }

  /** RFC 8439 §2.4.2: the ciphertext of an AEAD starts at block 1, as that example does. */
  private void matchesRfc8439(MemorySegment memory) {
    byte[] key = HEX.parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    byte[] plaintext =
        ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
                + "future, sunscreen would be it.")
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] expected =
        HEX.parseHex(
            "6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0b"
                + "f91b65c5524733ab8f593dabcd62b3571639d624e65152ab8f530c359f0861d8"
                + "07ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab7793736"
                + "5af90bbf74a35be6b40b8eedf2785e42874d");
    byte[] sealed = seal(memory, key, plaintext, 0x4a00_0000L);
    require(
        Arrays.equals(expected, 0, expected.length, sealed, 0, expected.length),
        "RFC 8439 known answer");
  }

  /** A WireGuard keepalive: only the tag. */
  private void matchesEmptyMessage(MemorySegment memory) {
    byte[] key = HEX.parseHex("87166e87a717af544195cef965c284134662bfcda71fd0ded35236623e75e94c");
    byte[] sealed = seal(memory, key, new byte[0], 0);
    require(
        Arrays.equals(HEX.parseHex("f321c715f0a0d939790d283f39c3e13d"), sealed), "empty message");
  }

  private void agreesWithOracle(MemorySegment memory) {
    var random = new SplittableRandom(8439);
    byte[] key = new byte[SecretKey.LENGTH];
    random.nextBytes(key);
    try (SecretKey secret = SecretKey.copyOf(key);
        Sealer sealer = provider.sealer(secret);
        Opener opener = provider.opener(secret)) {
      for (int size : SIZES) {
        byte[] plaintext = new byte[size];
        random.nextBytes(plaintext);
        long counter = random.nextLong();
        byte[] expected = oracle(key, plaintext, counter);
        put(memory, plaintext);
        sealer.seal(memory, OFFSET, size, counter);
        require(Arrays.equals(expected, get(memory, size + Sealer.TAG)), "seal of " + size);
        require(opener.open(memory, OFFSET, size, counter), "open of " + size);
        require(Arrays.equals(plaintext, get(memory, size)), "round trip of " + size);
        refusesForgery(opener, memory, expected, counter, random.nextInt(expected.length));
      }
    }
  }

  private static void refusesForgery(
      Opener opener, MemorySegment memory, byte[] sealed, long counter, int flipped) {
    byte[] forged = sealed.clone();
    forged[flipped] ^= 1;
    int size = sealed.length - Sealer.TAG;
    put(memory, forged);
    require(!opener.open(memory, OFFSET, size, counter), "refusal of a forged byte");
    put(memory, sealed);
    require(!opener.open(memory, OFFSET, size, counter + 1), "refusal of another counter");
    put(memory, sealed);
    require(opener.open(memory, OFFSET, size, counter), "open after a forgery");
  }

  private byte[] seal(MemorySegment memory, byte[] key, byte[] plaintext, long counter) {
    put(memory, plaintext);
    try (SecretKey secret = SecretKey.copyOf(key);
        Sealer sealer = provider.sealer(secret)) {
      sealer.seal(memory, OFFSET, plaintext.length, counter);
    }
    return get(memory, plaintext.length + Sealer.TAG);
  }

  private static byte[] oracle(byte[] key, byte[] plaintext, long counter) {
    byte[] sealed = new byte[plaintext.length + Sealer.TAG];
    byte[] nonce = new byte[12];
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[4 + i] = (byte) (counter >>> (8 * i));
    }
    HandshakeAead.seal(
        new org.bouncycastle.crypto.modes.ChaCha20Poly1305(),
        key,
        nonce,
        plaintext,
        new byte[0],
        sealed,
        0);
    return sealed;
  }

  private static void put(MemorySegment memory, byte[] bytes) {
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, OFFSET, bytes.length);
  }

  private static byte[] get(MemorySegment memory, int length) {
    return memory.asSlice(OFFSET, length).toArray(ValueLayout.JAVA_BYTE);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("self-test failed: " + what);
    }
  }
}
