package io.veiltun.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.engine.vectors.WireGuardVectors;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class X25519ProvidersTest {
  private final X25519Provider oracle = new BouncyCastleX25519();
  private final X25519Provider fast = new LibcryptoX25519();
  private final Random random = new Random(25519);

  @Test
  void libcryptoIsChosenWhereItIsInstalled() {
    assertThat(X25519.providerName()).isEqualTo("libcrypto");
  }

  @Test
  void bothAgreeOnAThousandRandomKeysAndPoints() {
    for (int i = 0; i < 1000; i++) {
      byte[] point = new byte[32];
      random.nextBytes(point);
      try (SecretKey secret = X25519.newPrivateKey(random);
          AgreementKey a = oracle.key(secret);
          AgreementKey b = fast.key(secret)) {
        assertThat(b.publicKey()).isEqualTo(a.publicKey());
        byte[] first = new byte[32];
        byte[] second = new byte[32];
        assertThat(b.agree(point, second)).isEqualTo(a.agree(point, first));
        assertThat(second).isEqualTo(first);
      }
    }
  }

  @Test
  void neitherAgreesWithAPointOfLowOrderAndBothGiveZeros() {
    for (X25519Provider provider : new X25519Provider[] {oracle, fast}) {
      WireGuardVectors.stream(WireGuardVectors.section("low_order_points_base64"))
          .map(point -> Base64.getDecoder().decode(point.asString()))
          .forEach(point -> {
            byte[] out = new byte[32];
            random.nextBytes(out);
            try (AgreementKey key = provider.key(X25519.newPrivateKey(random))) {
              assertThat(key.agree(point, out)).isFalse();
              assertThat(out).containsOnly(0);
            }
          });
    }
  }

  @Test
  void exactlyThePointsWithoutAnAgreementAreOfLowOrder() {
    WireGuardVectors.stream(WireGuardVectors.section("low_order_points_base64"))
        .map(point -> Base64.getDecoder().decode(point.asString()))
        .forEach(point -> {
          assertThat(X25519.isLowOrder(PublicKey.of(point))).isTrue();
          point[31] ^= (byte) 0x80;
          assertThat(X25519.isLowOrder(PublicKey.of(point))).as("highest bit").isTrue();
          point[0] ^= 2;
          try (AgreementKey key = oracle.key(X25519.newPrivateKey(random))) {
            assertThat(X25519.isLowOrder(PublicKey.of(point)))
                .isEqualTo(!key.agree(point, new byte[32]));
          }
        });
  }

  @Test
  void aKeyIsOfNoUseAfterItsClose() {
    for (X25519Provider provider : new X25519Provider[] {oracle, fast}) {
      AgreementKey key = provider.key(X25519.newPrivateKey(random));
      key.close();
      key.close();
      assertThatIllegalStateException().isThrownBy(() -> key.agree(new byte[32], new byte[32]));
      assertThatIllegalStateException().isThrownBy(key::publicKey);
    }
  }

  @Test
  void anImplementationThatComputesWrongFailsTheSelfTest() {
    X25519Provider wrong =
        new X25519Provider() {
          @Override
          public String name() {
            return "wrong";
          }

          @Override
          public AgreementKey key(SecretKey privateKey) {
            return oracle.key(X25519.newPrivateKey(random));
          }
        };
    assertThatThrownBy(() -> X25519Providers.selfTest(wrong, oracle))
        .isInstanceOf(IllegalStateException.class);
    X25519Providers.selfTest(fast, oracle);
  }
}
