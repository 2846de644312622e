package io.veiltun.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class AeadProvidersTest {
  @Test
  void libcryptoIsPreferredWhereItWorks() {
    assertThat(AeadProviders.select(null).name()).isEqualTo("libcrypto");
    assertThat(AeadProviders.available())
        .extracting(AeadProvider::name)
        .containsExactly("libcrypto", "jdk", "bouncycastle");
  }

  @Test
  void forcedProviderIsTheOneChosen() {
    for (String name : new String[] {"libcrypto", "jdk", "bouncycastle"}) {
      assertThat(AeadProviders.select(name).name()).isEqualTo(name);
    }
  }

  @Test
  void unknownProviderIsRefusedByName() {
    assertThatThrownBy(() -> AeadProviders.select("rot13"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rot13")
        .hasMessageContaining("bouncycastle");
  }

  @Test
  void providerThatFlipsABitFailsTheSelfTest() {
    AeadProvider broken = new Broken(true);
    assertThatThrownBy(() -> new AeadSelfTest(broken).run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("self-test failed");
  }

  @Test
  void providerThatAcceptsForgeriesFailsTheSelfTest() {
    AeadProvider gullible = new Broken(false);
    assertThatThrownBy(() -> new AeadSelfTest(gullible).run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("forged");
  }

  /** BouncyCastle with a fault: seals wrongly, or opens everything. */
  private record Broken(boolean sealsWrongly) implements AeadProvider {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public Sealer sealer(SecretKey key) {
      Sealer sound = new BouncyCastleAead().sealer(key);
      return new Sealer() {
        @Override
        public void seal(MemorySegment memory, int offset, int length, long counter) {
          sound.seal(memory, offset, length, counter);
          if (sealsWrongly) {
            byte tag = memory.get(ValueLayout.JAVA_BYTE, offset + length);
            memory.set(ValueLayout.JAVA_BYTE, offset + length, (byte) (tag ^ 1));
          }
        }

        @Override
        public void close() {
          sound.close();
        }
      };
    }

    @Override
    public Opener opener(SecretKey key) {
      Opener sound = new BouncyCastleAead().opener(key);
      return new Opener() {
        @Override
        public boolean open(MemorySegment memory, int offset, int length, long counter) {
          return sound.open(memory, offset, length, counter) || !sealsWrongly;
        }

        @Override
        public void close() {
          sound.close();
        }
      };
    }
  }
}
