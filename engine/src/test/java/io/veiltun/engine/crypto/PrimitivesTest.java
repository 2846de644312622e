package io.veiltun.engine.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.junit.jupiter.api.Test;

class PrimitivesTest {
  private static final byte[] SUNSCREEN =
      ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
              + "future, sunscreen would be it.")
          .getBytes(US_ASCII);
  private static final byte[] AAD = hex("50515253c0c1c2c3c4c5c6c7");
  private static final byte[] KEY = range(0x80, 32);

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static byte[] range(int from, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (from + i);
    }
    return bytes;
  }

  /** RFC 7693 appendix B. */
  @Test
  void blake2sHashesAbcAsTheRfc() {
    assertThat(Blake2s.hash("a".getBytes(US_ASCII), "bc".getBytes(US_ASCII)))
        .isEqualTo(hex("508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982"));
  }

  /** RFC 7748 §5.2. */
  @Test
  void x25519AgreesWithTheRfcOnOneRound() {
    byte[] out = new byte[32];
    SecretKey scalar =
        SecretKey.owning(hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"));
    byte[] point = hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");
    assertThat(X25519.agree(scalar, point, out)).isTrue();
    assertThat(out)
        .isEqualTo(hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
  }

  /** RFC 7748 §5.2, the iterated test. */
  @Test
  void x25519AgreesWithTheRfcOnAThousandRounds() {
    byte[] k = new byte[32];
    k[0] = 9;
    byte[] u = k.clone();
    for (int i = 0; i < 1000; i++) {
      byte[] out = new byte[32];
      assertThat(X25519.agree(SecretKey.copyOf(k), u, out)).isTrue();
      u = k;
      k = out;
    }
    assertThat(k)
        .isEqualTo(hex("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"));
  }

  /** RFC 7748 §6.1. */
  @Test
  void x25519AgreesWithTheRfcOnDiffieHellman() {
    SecretKey alice =
        SecretKey.owning(hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
    SecretKey bob =
        SecretKey.owning(hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
    byte[] out = new byte[32];
    assertThat(X25519.publicKey(alice).bytes())
        .isEqualTo(hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
    assertThat(X25519.agree(alice, X25519.publicKey(bob), out)).isTrue();
    assertThat(out)
        .isEqualTo(hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"));
  }

  @Test
  void clampedKeysHaveTheSamePublicKey() {
    byte[] raw = range(0xf7, 32);
    SecretKey clamped = X25519.clamp(raw);
    assertThat(clamped.bytes()[0] & 7).isZero();
    assertThat(clamped.bytes()[31] & 0xc0).isEqualTo(0x40);
    assertThat(X25519.publicKey(clamped)).isEqualTo(X25519.publicKey(SecretKey.copyOf(raw)));
  }

  /** RFC 8439 §2.8.2. */
  @Test
  void aeadSealsAsTheRfc() {
    byte[] nonce = hex("070000004041424344454647");
    byte[] sealed = new byte[SUNSCREEN.length + 16];
    HandshakeAead.seal(new ChaCha20Poly1305(), KEY, nonce, SUNSCREEN, AAD, sealed, 0);
    assertThat(Arrays.copyOf(sealed, 16)).isEqualTo(hex("d31a8d34648e60db7b86afbc53ef7ec2"));
    assertThat(Arrays.copyOfRange(sealed, SUNSCREEN.length, sealed.length))
        .isEqualTo(hex("1ae10b594f09e26a7e902ecbd0600691"));
  }

  @Test
  void handshakeAeadRefusesAnotherAad() {
    byte[] sealed = new byte[1 + SUNSCREEN.length + 16];
    HandshakeAead.seal(KEY, SUNSCREEN, AAD, sealed, 1);
    byte[] out = new byte[SUNSCREEN.length];
    int length = sealed.length - 1;
    assertThat(HandshakeAead.open(KEY, sealed, 1, length, AAD, out)).isTrue();
    assertThat(out).isEqualTo(SUNSCREEN);
    assertThat(HandshakeAead.open(KEY, sealed, 1, length, new byte[12], out)).isFalse();
  }

  /** draft-irtf-cfrg-xchacha appendix A.3.1. */
  @Test
  void xchachaSealsAsTheDraft() {
    byte[] nonce = range(0x40, 24);
    byte[] sealed = new byte[SUNSCREEN.length + 16];
    XChaCha.seal(KEY, nonce, SUNSCREEN, AAD, sealed, 0);
    assertThat(Arrays.copyOf(sealed, 16)).isEqualTo(hex("bd6d179d3e83d43b9576579493c0e939"));
    assertThat(Arrays.copyOfRange(sealed, SUNSCREEN.length, sealed.length))
        .isEqualTo(hex("c0875924c1c7987947deafd8780acf49"));
    byte[] out = new byte[SUNSCREEN.length];
    assertThat(XChaCha.open(KEY, nonce, sealed, 0, sealed.length, AAD, out)).isTrue();
    assertThat(out).isEqualTo(SUNSCREEN);
    sealed[0] ^= 1;
    assertThat(XChaCha.open(KEY, nonce, sealed, 0, sealed.length, AAD, out)).isFalse();
  }

  /** The chaining key may be replaced in place, as the handshake does. */
  @Test
  void kdfAgreesWithItsDefinition() {
    byte[] chaining = range(1, 32);
    byte[] input = range(99, 7);
    byte[] prk = Kdf.hmac(chaining, input);
    byte[] one = Kdf.hmac(prk, new byte[] {1});
    byte[] two = Kdf.hmac(prk, one, new byte[] {2});
    byte[] three = Kdf.hmac(prk, two, new byte[] {3});
    byte[] t1 = chaining.clone();
    byte[] t2 = new byte[32];
    byte[] t3 = new byte[32];
    Kdf.kdf3(t1, input, t1, t2, t3);
    assertThat(t1).isEqualTo(one);
    assertThat(t2).isEqualTo(two);
    assertThat(t3).isEqualTo(three);
  }

  /** BouncyCastle's own HMAC is the oracle for every key length. */
  @Test
  void hmacAgreesWithBouncyCastle() {
    for (int keyLength = 1; keyLength <= 64; keyLength++) {
      byte[] key = range(keyLength, keyLength);
      var oracle =
          new org.bouncycastle.crypto.macs.HMac(
              new org.bouncycastle.crypto.digests.Blake2sDigest(256));
      oracle.init(new org.bouncycastle.crypto.params.KeyParameter(key));
      oracle.update(AAD, 0, AAD.length);
      byte[] expected = new byte[32];
      oracle.doFinal(expected, 0);
      assertThat(Kdf.hmac(key, AAD)).isEqualTo(expected);
    }
  }
}
