package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.veiltun.cli.lab.CapturedPacket;
import io.veiltun.cli.lab.Flow;
import io.veiltun.cli.lab.Link;
import io.veiltun.cli.lab.Namespace;
import io.veiltun.cli.lab.PacketCapture;
import io.veiltun.cli.lab.Ping;
import io.veiltun.cli.lab.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/**
 * What someone on the client's uplink sees at the moments when tunnels leak. The entry's host would
 * pass on anything: what does not go through the tunnel would arrive.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class LeakIT {
  /** IPv4 and UDP headers on the wire. */
  private static final int HEADERS = 28;

  private static final int INITIATION = 148 + HEADERS;
  private static final int RESPONSE = 92 + HEADERS;
  private static final int KEEPALIVE = 32 + HEADERS;

  private static final Duration OUTAGE = Duration.ofSeconds(6);

  private TestBed bed;
  private VeiltunHost entry;

  @BeforeAll
  void open() throws Exception {
    bed = TestBed.open();
    Link uplink = bed.lab().link(0);
    entry = bed.relay("entry");
    bed.relay("exit");
    bed.lab()
        .host("client")
        .ip("route", "add", "default", "via", uplink.right().ipv4().getHostAddress());
    bed.lab()
        .host("client")
        .ip("-6", "route", "add", "default", "via", uplink.right().ipv6().getHostAddress());
    String between = bed.lab().link(1).left().ipv4().getHostAddress();
    bed.lab().host("exit").ip("route", "add", "192.0.2.0/24", "via", between);
  }

  @AfterAll
  void close() throws IOException {
    bed.close();
  }

  @BeforeEach
  void withoutTunnelTheExitIsReached() throws IOException {
    // Otherwise no capture could show a leak. It also settles the neighbours' addresses.
    Ping direct = Ping.run(client(), bed.hop("exit").address(), 1, 1, 2);
    assertThat(direct.received()).isOne();
  }

  @Test
  void startShowsOneInitiationAndOnlyTheEntry() throws Exception {
    try (PacketCapture uplink = watch(0);
        PacketCapture second = watch(1)) {
      VeiltunHost client = bed.client().up();
      try {
        Ping ping = Ping.run(client(), bed.web4(), 3, 0.02, 2);
        assertThat(ping.received()).isEqualTo(ping.sent());
        uplink.stop();
        second.stop();
      } finally {
        client.down();
      }
      assertOnlyTheEntryIsSeen(uplink);
      assertOneHandshakeWithin(Duration.ofSeconds(1), uplink, second);
    }
  }

  @Test
  void restartOfTheEntryShowsOnlyTheEntryAndTrafficRecovers() throws Exception {
    VeiltunHost client = bed.client().up();
    try (PacketCapture uplink = watch(0)) {
      Process traffic = endlessPing();
      try {
        entry.kill();
        await().pollDelay(OUTAGE).until(traffic::isAlive);
        entry.up();
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> Ping.run(client(), bed.web4(), 1, 1, 1).received() == 1);
        bed.server().transfer(client(), bed.web4(), 1_000_000, 1_000_000);
      } finally {
        traffic.destroy();
        traffic.waitFor();
      }
      uplink.stop();
      assertOnlyTheEntryIsSeen(uplink);
    } finally {
      client.down();
    }
  }

  @Test
  void downShowsOnlyTheEntry() throws Exception {
    VeiltunHost client = bed.client().up();
    bed.server().transfer(client(), bed.web4(), 500_000, 500_000);
    try (PacketCapture uplink = watch(0)) {
      assertThat(bed.server().echoes(client(), bed.web4(), 100, 2000)).isTrue();
      client.down();
      uplink.stop();
      assertOnlyTheEntryIsSeen(uplink);
    }
  }

  private Namespace client() {
    return bed.lab().host("client");
  }

  private PacketCapture watch(int link) throws IOException {
    Link.End left = bed.lab().link(link).left();
    return PacketCapture.start(left.host(), left.device());
  }

  private Process endlessPing() throws IOException {
    return client()
        .command("ping", "-n", "-q", "-i", "0.05", bed.web4().getHostAddress())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** UDP between client and entry; besides, only the link's own talk and the entry's errors. */
  private void assertOnlyTheEntryIsSeen(PacketCapture uplink) {
    String own = bed.lab().link(0).left().ipv4().getHostAddress();
    String relay = bed.hop("entry").address().getHostAddress();
    assertThat(uplink.missed()).isZero();
    List<Flow.Key> traffic =
        uplink.flows().stream()
            .map(Flow::key)
            .filter(key -> key.protocol() != Protocol.NEIGHBOUR)
            .toList();
    assertThat(traffic)
        .isNotEmpty()
        .allSatisfy(key -> {
          assertThat(key.involves(own)).isTrue();
          assertThat(key.involves(relay)).isTrue();
          // A relay that is down has its kernel say so, and only to us.
          boolean refused = key.protocol() == Protocol.ICMP && key.source().equals(relay);
          assertThat(key.protocol() == Protocol.UDP || refused).isTrue();
        });
  }

  /** On both links one initiation and one response, from the first to the last within a limit. */
  private void assertOneHandshakeWithin(
      Duration limit, PacketCapture uplink, PacketCapture second) {
    List<CapturedPacket> outer = datagrams(uplink);
    List<CapturedPacket> inner = datagrams(second);
    assertThat(times(outer, INITIATION, true)).hasSize(1);
    assertThat(times(outer, RESPONSE, false)).hasSize(1);
    assertThat(times(inner, INITIATION, true)).hasSize(1);
    assertThat(times(inner, RESPONSE, false)).hasSize(1);
    long begin = times(outer, INITIATION, true).getFirst();
    long end = times(inner, KEEPALIVE, true).getFirst();
    assertThat(Duration.ofNanos(end - begin)).isPositive().isLessThan(limit);
  }

  private static List<CapturedPacket> datagrams(PacketCapture capture) {
    return capture.packets().stream().filter(p -> p.flow().protocol() == Protocol.UDP).toList();
  }

  private static List<Long> times(List<CapturedPacket> packets, int length, boolean outgoing) {
    return packets.stream()
        .filter(packet -> packet.length() == length && packet.outgoing() == outgoing)
        .map(CapturedPacket::timeNanos)
        .toList();
  }
}
