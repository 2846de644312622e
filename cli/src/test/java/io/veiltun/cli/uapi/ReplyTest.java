package io.veiltun.cli.uapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import io.veiltun.engine.tunnel.PeerConfiguration;
import io.veiltun.engine.tunnel.TunnelConfiguration;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {
  private static byte[] key(int fill) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) fill);
    return key;
  }

  private static PeerConfiguration peer(
      int fill, int psk, @Nullable Endpoint endpoint, List<IpPrefix> allowed) {
    return new PeerConfiguration(
        "peer1",
        PublicKey.of(key(fill)),
        SecretKey.copyOf(key(psk)),
        endpoint,
        1_700_000_000_123L,
        148,
        92,
        25,
        allowed);
  }

  private static DeviceState state(
      int privateKey,
      int port,
      int mark,
      Map<PublicKey, DaitaReport> daita,
      PeerConfiguration... all) {
    return new DeviceState(
        new TunnelConfiguration(SecretKey.copyOf(key(privateKey)), List.of(all)),
        port,
        mark,
        daita);
  }

  private static String text(Reply reply, int pieces) {
    ByteBuffer out = ByteBuffer.allocate(pieces);
    StringBuilder text = new StringBuilder();
    boolean done;
    do {
      out.clear();
      done = reply.fill(out);
      text.append(new String(out.array(), 0, out.position(), StandardCharsets.ISO_8859_1));
    } while (!done);
    return text.toString();
  }

  @Test
  void errnoIsPositiveAndFollowedByAnEmptyLine() {
    assertThat(text(Reply.errno(0), 100)).isEqualTo("errno=0\n\n");
    assertThat(text(Reply.errno(22), 1)).isEqualTo("errno=22\n\n");
  }

  @Test
  void deviceWithoutAnythingOmitsWhatItHasNot() {
    assertThat(text(Reply.of(state(0, 0, 0, Map.of())), 100)).isEqualTo("errno=0\n\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 10_000})
  void everythingIsToldInWhateverPieces(int pieces) throws Exception {
    Endpoint v6 = Endpoint.of(IpPrefix.parse("fe80::1").address(), 51820, 3);
    DeviceState state =
        state(
            0x1a,
            51820,
            -1,
            Map.of(),
            peer(
                0x2b,
                0,
                Endpoint.of(new byte[] {(byte) 192, 0, 2, 1}, 1, 0),
                List.of(IpPrefix.parse("10.0.0.0/8"), IpPrefix.parse("fd00::/64"))),
            peer(0x3c, 0x4d, v6, List.of()));

    assertThat(text(Reply.of(state), pieces))
        .isEqualTo(
            """
            private_key=%s
            listen_port=51820
            fwmark=4294967295
            public_key=%s
            preshared_key=%s
            protocol_version=1
            endpoint=192.0.2.1:1
            last_handshake_time_sec=1700000000
            last_handshake_time_nsec=123000000
            tx_bytes=148
            rx_bytes=92
            persistent_keepalive_interval=25
            allowed_ip=10.0.0.0/8
            allowed_ip=fd00::/64
            public_key=%s
            preshared_key=%s
            protocol_version=1
            endpoint=[fe80::1%%3]:51820
            last_handshake_time_sec=1700000000
            last_handshake_time_nsec=123000000
            tx_bytes=148
            rx_bytes=92
            persistent_keepalive_interval=25
            errno=0

            """
                .formatted(
                    "1a".repeat(32),
                    "2b".repeat(32),
                    "00".repeat(32),
                    "3c".repeat(32),
                    "4d".repeat(32)));
  }

  @Test
  void unknownEndpointIsOmitted() {
    assertThat(text(Reply.of(state(0, 0, 0, Map.of(), peer(1, 0, null, List.of()))), 100))
        .doesNotContain("endpoint");
  }

  @Test
  void daitaIsToldWhereItIsOrWasOn() {
    PeerConfiguration on = peer(1, 0, null, List.of());
    PeerConfiguration off = peer(2, 0, null, List.of());
    PeerConfiguration never = peer(3, 0, null, List.of());
    DaitaKeys keys = new DaitaKeys(true, List.of("02a", "02b"), 100, 5, 0.5, 0);
    String text =
        text(
            Reply.of(
                state(
                    0,
                    0,
                    0,
                    Map.of(
                        on.publicKey(), new DaitaReport(keys, 1, 2, 3, 4),
                        off.publicKey(), new DaitaReport(DaitaKeys.OFF, 5, 6, 7, 8)),
                    on,
                    off,
                    never)),
            100);

    assertThat(text.split("public_key=", -1)[1])
        .contains(
            """
            daita_enable=1
            daita_machine=02a
            daita_machine=02b
            daita_max_delayed_packets=100
            daita_min_delay_capacity=5
            daita_max_decoy_frac=0.5
            daita_max_delay_frac=0.0
            daita_rx_padding_bytes=1
            daita_tx_padding_bytes=2
            daita_rx_decoy_packet_bytes=3
            daita_tx_decoy_packet_bytes=4
            """);
    assertThat(text.split("public_key=", -1)[2])
        .contains("daita_enable=0\ndaita_rx_padding_bytes=5\n")
        .doesNotContain("daita_machine");
    assertThat(text.split("public_key=", -1)[3]).doesNotContain("daita");
  }

  @Test
  void manyAllowedIpsAreAllTold() {
    List<IpPrefix> allowed =
        IntStream.range(0, 130_560)
            .mapToObj(i -> new IpPrefix(true, (long) i << 32, 0, 32))
            .toList();

    assertThat(text(Reply.of(state(0, 0, 0, Map.of(), peer(1, 0, null, allowed))), 1000).lines())
        .filteredOn(line -> line.startsWith("allowed_ip="))
        .hasSize(130_560)
        .doesNotHaveDuplicates();
  }

  @Test
  void closingWipesTheKeysThatWereTold() {
    DeviceState state = state(1, 0, 0, Map.of(), peer(2, 3, null, List.of()));
    Reply reply = Reply.of(state);
    text(reply, 100);

    reply.close();

    assertThat(state.configuration().privateKey().isZero()).isTrue();
    assertThat(state.configuration().peers().getFirst().presharedKey().isZero()).isTrue();
  }
}
