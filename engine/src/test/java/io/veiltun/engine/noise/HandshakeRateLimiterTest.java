package io.veiltun.engine.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.packet.Endpoint;
import org.junit.jupiter.api.Test;

class HandshakeRateLimiterTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;

  private final HandshakeRateLimiter limiter = new HandshakeRateLimiter(64);

  @Test
  void fiveAtOncePassThenOneEveryFiftyMilliseconds() {
    for (int i = 0; i < 5; i++) {
      assertThat(limiter.allow(v4(1), 0)).as("packet %d", i).isTrue();
    }
    assertThat(limiter.allow(v4(1), 0)).isFalse();
    assertThat(limiter.allow(v4(1), 50 * MILLI)).isTrue();
    assertThat(limiter.allow(v4(1), 50 * MILLI)).isFalse();
    assertThat(limiter.allow(v4(1), 99 * MILLI)).isFalse();
    assertThat(limiter.allow(v4(1), 100 * MILLI)).isTrue();
  }

  @Test
  void anotherAddressHasItsOwnBucket() {
    drain(v4(1));
    assertThat(limiter.allow(v4(2), 0)).isTrue();
  }

  @Test
  void anotherPortSharesTheBucket() {
    drain(v4(1));
    assertThat(limiter.allow(Endpoint.of(v4(1).address(), 9, 0), 0)).isFalse();
  }

  @Test
  void addressesOfOneIpv6NetworkShareABucket() {
    drain(v6(1, 1));
    assertThat(limiter.allow(v6(1, 2), 0)).isFalse();
    assertThat(limiter.allow(v6(2, 1), 0)).isTrue();
  }

  @Test
  void ipv4AddressAndIpv6PrefixOfEqualBitsAreDifferentSources() {
    drain(Endpoint.of(new byte[] {0, 0, 0, 7}, 1, 0));
    byte[] six = new byte[16];
    six[7] = 7;
    assertThat(limiter.allow(Endpoint.of(six, 1, 0), 0)).isTrue();
  }

  @Test
  void fullTableRefusesNewSourcesUntilOthersAreIdle() {
    for (int i = 0; i < 64; i++) {
      assertThat(limiter.allow(v4(i), 0)).isTrue();
    }
    assertThat(limiter.allow(v4(64), 0)).isFalse();
    assertThat(limiter.allow(v4(0), 0)).isTrue();
    assertThat(limiter.size()).isEqualTo(64);
    assertThat(limiter.allow(v4(64), SECOND + 1)).isTrue();
    assertThat(limiter.size()).isEqualTo(1);
  }

  @Test
  void loadLastsASecondLongerThanTheQueue() {
    var monitor = new LoadMonitor();
    assertThat(monitor.underLoad(511, 4096, 0)).isFalse();
    assertThat(monitor.underLoad(512, 4096, 5)).isTrue();
    assertThat(monitor.underLoad(0, 4096, 4 + SECOND)).isTrue();
    assertThat(monitor.underLoad(0, 4096, 5 + SECOND)).isFalse();
    assertThat(monitor.underLoad(0, 4, 6 + SECOND)).isFalse();
  }

  private void drain(Endpoint source) {
    for (int i = 0; i < 5; i++) {
      assertThat(limiter.allow(source, 0)).isTrue();
    }
    assertThat(limiter.allow(source, 0)).isFalse();
  }

  private static Endpoint v4(int host) {
    return Endpoint.of(new byte[] {10, 0, (byte) (host >> 8), (byte) host}, 51820, 0);
  }

  private static Endpoint v6(int network, int host) {
    byte[] address = new byte[16];
    address[0] = 0x20;
    address[1] = 0x01;
    address[7] = (byte) network;
    address[15] = (byte) host;
    return Endpoint.of(address, 51820, 0);
  }
}
