package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way the program can be told to work carries the same bytes. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class VariantsIT {
  private static final long BYTES = 2_000_000;

  private TestBed bed;

  @BeforeAll
  void open() throws Exception {
    bed = TestBed.open();
    bed.foreignRelay("entry");
    bed.foreignRelay("exit");
  }

  @AfterAll
  void close() throws IOException {
    bed.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"libcrypto", "jdk", "bouncycastle"})
  void clientOfEachAeadCarriesEveryByte(String aead) throws Exception {
    VeiltunHost client = bed.client().up("--aead", aead);
    assertThat(client.log()).contains("AEAD by " + aead);
    assertBytesPass(client);
  }

  @Test
  void clientWithoutOffloadsCarriesEveryByte() throws Exception {
    assertBytesPass(bed.client().up("--no-offload"));
  }

  @Test
  void unknownAeadIsRefusedWithTheChoice() throws Exception {
    VeiltunHost client = bed.client();
    VeiltunHost.Ended up = client.run("up", "--aead", "rot13", client.profile().toString());
    assertThat(up.code()).isEqualTo(3);
    assertThat(up.err()).contains("rot13", "libcrypto", "jdk", "bouncycastle");
  }

  @Test
  void relayWithoutOffloadsCarriesEveryByte() throws Exception {
    try (TestBed other = TestBed.open()) {
      other.relayWith("entry", "--no-offload");
      other.relayWith("exit", "--no-offload", "--aead", "jdk");
      VeiltunHost client = other.client().up();
      other.server().transfer(client.host(), other.web4(), BYTES, BYTES);
      other.server().transfer(client.host(), other.web6(), BYTES, BYTES);
    }
  }

  private void assertBytesPass(VeiltunHost client) throws IOException, InterruptedException {
    try {
      bed.server().transfer(client.host(), bed.web4(), BYTES, BYTES);
      bed.server().transfer(client.host(), bed.web6(), BYTES, BYTES);
    } finally {
      client.down();
    }
  }
}
