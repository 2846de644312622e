package io.veiltun.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class LabIT {
  private Topology lab;

  @BeforeAll
  void open() throws IOException {
    lab = Topology.demo();
  }

  @AfterAll
  void close() {
    lab.close();
  }

  @Test
  void neighboursReachEachOtherInBothFamilies() throws IOException {
    for (int i = 0; i < 3; i++) {
      Link link = lab.link(i);
      assertThat(Ping.run(link.left().host(), link.right().ipv4(), 1, 1, 2).received()).isOne();
      assertThat(Ping.run(link.right().host(), link.left().ipv6(), 1, 1, 2).received()).isOne();
    }
  }

  @Test
  void clientHasNoWayBeyondItsNeighbour() {
    InetAddress web = lab.link(2).right().ipv4();
    InetAddress exit = lab.link(1).right().ipv6();
    assertThatIOException()
        .isThrownBy(() -> Download.fetch(lab.host("client"), web, 80, "/", 500))
        .withMessageContaining("unreachable");
    assertThatIOException()
        .isThrownBy(() -> Download.fetch(lab.host("client"), exit, 80, "/", 500))
        .withMessageContaining("unreachable");
  }

  @Test
  void captureTellsEveryDatagramWithItsSize(@TempDir Path folder) throws Exception {
    Link.End client = lab.link(0).left();
    Path pcap = folder.resolve("link.pcap");
    InetAddress entry = lab.link(0).right().ipv4();
    PacketCapture capture = PacketCapture.start(client.host(), client.device(), pcap);
    int port =
        client
            .host()
            .call(() -> {
              try (DatagramSocket socket = new DatagramSocket()) {
                for (int size : new int[] {100, 1000, 100, 1472}) {
                  socket.send(new DatagramPacket(new byte[size], size, entry, 9));
                }
                return socket.getLocalPort();
              }
            });
    capture.stop();
    Flow.Key key = new Flow.Key(Protocol.UDP, "192.0.2.10", port, "192.0.2.1", 9);
    Flow sent = capture.flows().stream().filter(f -> f.key().equals(key)).findFirst().orElseThrow();
    assertThat(sent.outgoing()).isTrue();
    assertThat(sent.packets()).isEqualTo(4);
    assertThat(sent.bytes()).isEqualTo(4 * 28 + 100 + 1000 + 100 + 1472);
    assertThat(sent.sizes())
        .containsExactly(Map.entry(128, 2L), Map.entry(1028, 1L), Map.entry(1500, 1L));
    assertThat(capture.missed()).isZero();
    String dump =
        SystemCommand.run("tcpdump", "-nr", pcap.toString(), "udp", "and", "port", "" + port);
    assertThat(dump.lines().filter(line -> line.contains("UDP"))).hasSize(4);
  }

  @Test
  void captureEndsAlthoughPacketsNeverPause() throws Exception {
    Link.End client = lab.link(0).left();
    InetAddress entry = lab.link(0).right().ipv4();
    PacketCapture capture = PacketCapture.start(client.host(), client.device());
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Long> flood =
        CompletableFuture.supplyAsync(() -> flood(client.host(), entry, enough));
    try {
      await().until(() -> capture.flows().stream().anyMatch(flow -> flow.packets() > 100));
      capture.stop();
      assertThat(flood).isNotDone();
    } finally {
      enough.set(true);
    }
    assertThat(flood.get(10, TimeUnit.SECONDS)).isGreaterThan(100);
  }

  /** Sends a datagram each millisecond until there are enough; how many that were. */
  private static long flood(Namespace host, InetAddress to, AtomicBoolean enough) {
    try {
      return host.call(() -> {
        long count = 0;
        try (DatagramSocket socket = new DatagramSocket()) {
          for (; !enough.get(); count++) {
            socket.send(new DatagramPacket(new byte[100], 100, to, 9));
            LockSupport.parkNanos(1_000_000);
          }
        }
        return count;
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void captureResolvesSegmentationIntoWirePackets() throws IOException {
    Link link = lab.link(2);
    long size = 20_000_000;
    try (WebServer server = WebServer.start(link.right().host(), 0);
        PacketCapture capture = PacketCapture.start(link.right().host(), link.right().device())) {
      Download download =
          Download.fetch(
              link.left().host(), link.right().ipv6(), server.port(), "/bytes/" + size, 2000);
      assertThat(download.bytes()).isEqualTo(size);
      capture.stop();
      Flow body =
          capture.flows().stream()
              .filter(flow -> flow.outgoing() && flow.key().sourcePort() == server.port())
              .findFirst()
              .orElseThrow();
      assertThat(body.sizes().lastKey()).isEqualTo(1500);
      // TCP may send some of it again on a busy machine; that is on the wire too.
      assertThat(body.bytes() - 72 * body.packets()).isBetween(size, size + size / 4);
      assertThat(body.packets()).isGreaterThanOrEqualTo(size / 1428);
      assertThat(capture.missed()).isZero();
      assertThat(server.visitors()).containsExactly("2001:db8:3:0:0:0:0:10");
    }
  }

  @Test
  void whatAKilledRunLeftIsRemoved() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    String name = "veil-" + dead.pid() + "-client";
    Namespace left = Namespace.create(name);
    Process lingering = left.command("sleep", "600").start();
    assertThat(Namespace.removeStale()).containsExactly(name);
    assertThat(lingering.waitFor()).isNotZero();
    assertThat(SystemCommand.run("ip", "netns", "list")).doesNotContain(name);
  }

  @Test
  void closingLeavesNothing() throws IOException {
    String name;
    try (Topology other = Topology.line(List.of("client", "server"))) {
      name = other.host("client").name();
      assertThat(SystemCommand.run("ip", "netns", "list")).contains(name);
    }
    assertThat(SystemCommand.run("ip", "netns", "list")).doesNotContain(name);
  }
}
