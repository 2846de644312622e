package io.veiltun.engine.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.vectors.WireGuardVectors;
import io.veiltun.engine.vectors.WireGuardVectors.Recorded;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class AeadProviderTest {
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment memory = arena.allocate(8192, 64);
  private final SecretKey key = X25519.newPrivateKey(new SplittableRandom(1));

  static Stream<AeadProvider> providers() {
    return Stream.of(new LibcryptoAead(), new JdkAead(), new BouncyCastleAead());
  }

  @AfterEach
  void close() {
    arena.close();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void transportDatagramsAreTheRecordedOnes(AeadProvider provider) {
    for (Recorded recorded : (Iterable<Recorded>) WireGuardVectors.handshakes()::iterator) {
      for (JsonNode datagram : recorded.json().path("transport")) {
        String direction = datagram.path("direction").asString();
        SecretKey session =
            SecretKey.owning(
                recorded.output(
                    direction.startsWith("initiator")
                        ? "key_initiator_to_responder"
                        : "key_responder_to_initiator"));
        sealsAndOpens(provider, session, datagram);
      }
    }
  }

  private void sealsAndOpens(AeadProvider provider, SecretKey session, JsonNode datagram) {
    byte[] inner = WireGuardVectors.hex(datagram, "inner_packet");
    int length = inner.length + datagram.path("padding").asInt();
    byte[] padded = Arrays.copyOf(inner, length);
    long counter = datagram.path("counter").asLong();
    int receiver = Integer.parseUnsignedInt(datagram.path("receiver_index").asString(), 16);
    put(Messages.HEADER, padded);
    Messages.writeTransportHeader(memory, 0, receiver, counter);
    try (Sealer sealer = provider.sealer(session);
        Opener opener = provider.opener(session)) {
      sealer.seal(memory, Messages.HEADER, length, counter);
      assertThat(get(0, length + Messages.OVERHEAD))
          .isEqualTo(WireGuardVectors.hex(datagram, "datagram"));
      assertThat(opener.open(memory, Messages.HEADER, length, Messages.counter(memory, 0)))
          .isTrue();
      assertThat(get(Messages.HEADER, length)).isEqualTo(padded);
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void everySizeAtEveryAlignmentAgreesWithBouncyCastle(AeadProvider provider) {
    long seed = 8439;
    var random = new SplittableRandom(seed);
    try (Sealer sealer = provider.sealer(key);
        Opener opener = provider.opener(key);
        Sealer oracle = new BouncyCastleAead().sealer(key)) {
      for (int length = 0; length <= 2000; length++) {
        byte[] plaintext = new byte[length];
        random.nextBytes(plaintext);
        long counter = random.nextLong();
        int offset = random.nextInt(64);
        String what = "seed %d, length %d, offset %d".formatted(seed, length, offset);
        put(4096, plaintext);
        oracle.seal(memory, 4096, length, counter);
        put(offset, plaintext);
        memory.set(ValueLayout.JAVA_BYTE, offset + length + Sealer.TAG, (byte) 0x5a);
        sealer.seal(memory, offset, length, counter);
        assertThat(get(offset, length + Sealer.TAG))
            .as(what)
            .isEqualTo(get(4096, length + Sealer.TAG));
        assertThat(memory.get(ValueLayout.JAVA_BYTE, offset + length + Sealer.TAG))
            .as(what)
            .isEqualTo((byte) 0x5a);
        assertThat(opener.open(memory, offset, length, counter)).as(what).isTrue();
        assertThat(get(offset, length)).as(what).isEqualTo(plaintext);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void forgedByteIsRefusedAndTheNextPacketOpens(AeadProvider provider) {
    byte[] plaintext = new byte[100];
    try (Sealer sealer = provider.sealer(key);
        Opener opener = provider.opener(key)) {
      put(0, plaintext);
      sealer.seal(memory, 0, plaintext.length, 7);
      byte[] sealed = get(0, plaintext.length + Sealer.TAG);
      for (int at = 0; at < sealed.length; at++) {
        byte[] forged = sealed.clone();
        forged[at] ^= (byte) 0x80;
        put(0, forged);
        assertThat(opener.open(memory, 0, plaintext.length, 7)).as("byte %d", at).isFalse();
      }
      put(0, sealed);
      assertThat(opener.open(memory, 0, plaintext.length, 8)).isFalse();
      put(0, sealed);
      assertThat(opener.open(memory, 0, plaintext.length, 7)).isTrue();
    }
  }

  /** A replayed datagram reaches the opener before the replay window sees it. */
  @ParameterizedTest
  @MethodSource("providers")
  void sameCounterOpensTwice(AeadProvider provider) {
    try (Sealer sealer = provider.sealer(key);
        Opener opener = provider.opener(key)) {
      sealer.seal(memory, 0, 64, 3);
      byte[] sealed = get(0, 64 + Sealer.TAG);
      assertThat(opener.open(memory, 0, 64, 3)).isTrue();
      put(0, sealed);
      assertThat(opener.open(memory, 0, 64, 3)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void useAfterCloseIsAnExceptionAndClosingTwiceIsNot(AeadProvider provider) {
    Sealer sealer = provider.sealer(key);
    Opener opener = provider.opener(key);
    sealer.close();
    sealer.close();
    opener.close();
    opener.close();
    assertThatThrownBy(() -> sealer.seal(memory, 0, 16, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> opener.open(memory, 0, 16, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @MethodSource("providers")
  void accessOutsideTheMemoryIsAnExceptionAndNotACrash(AeadProvider provider) {
    int size = (int) memory.byteSize();
    try (Sealer sealer = provider.sealer(key);
        Opener opener = provider.opener(key)) {
      sealer.seal(memory, size - 32, 16, 0);
      for (int[] range : List.of(new int[] {size - 32, 17}, new int[] {-1, 16})) {
        assertThatThrownBy(() -> sealer.seal(memory, range[0], range[1], 1))
            .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> opener.open(memory, range[0], range[1], 1))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void wipedKeyOfTheCallerDoesNotChangeTheSealer(AeadProvider provider) {
    SecretKey own = key.copy();
    try (Sealer sealer = provider.sealer(own);
        Opener opener = provider.opener(key)) {
      own.close();
      sealer.seal(memory, 0, 32, 1);
      assertThat(opener.open(memory, 0, 32, 1)).isTrue();
    }
  }

  private void put(int offset, byte[] bytes) {
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, offset, bytes.length);
  }

  private byte[] get(int offset, int length) {
    return memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
  }
}
