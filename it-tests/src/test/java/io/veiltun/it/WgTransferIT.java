package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.veiltun.cli.lab.KeyPair;
import io.veiltun.cli.lab.Namespace;
import io.veiltun.cli.lab.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What WireGuard's own acceptance test asks of two interfaces whose sockets stay where they were
 * made, on the loopback of {@code path}, while the interfaces were moved to {@code left} and {@code
 * right}.
 */
class WgTransferIT {
  private TemporaryFolder folder;
  private Namespace path;
  private Namespace left;
  private Namespace right;
  private WgPair pair;

  @BeforeEach
  void open() throws Exception {
    folder = TemporaryFolder.create("wgt-");
    path = WgPair.namespace("path");
    left = WgPair.namespace("left");
    right = WgPair.namespace("right");
    pair = WgPair.start(folder, path, left, path, right);
  }

  @AfterEach
  void close() throws Exception {
    pair.close();
    right.close();
    left.close();
    path.close();
    folder.close();
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, 1420", "127.0.0.1, 34816", "[::1], 1420", "[::1], 34816"})
  void tcpAndUdpPassBothWaysInBothFamilies(String outside, int mtu) throws Exception {
    pair.meet(outside, outside);
    for (WgPair.End end : new WgPair.End[] {pair.one, pair.two}) {
      end.ip("link set " + end.name() + " mtu " + mtu);
    }
    assertThat(pair.one.answered(pair.two.ipv4(), 10)).isEqualTo(10);
    assertThat(pair.two.answered(pair.one.ipv6(), 10)).isEqualTo(10);
    assertThat(transfer(pair.two.ipv4(), "20M").received()).isGreaterThan(15_000_000);
    assertThat(transfer(pair.two.ipv6(), "20M", "-R").received()).isGreaterThan(15_000_000);
    String[] paced = {"-u", "-b", "50M"};
    assertThat(transfer(pair.two.ipv6(), "3M", paced).received()).isGreaterThan(1_000_000);
    String[] reverse = {"-u", "-b", "50M", "-R"};
    assertThat(transfer(pair.two.ipv4(), "3M", reverse).received()).isGreaterThan(1_000_000);
    assertWholePacket(mtu);
  }

  private Iperf.Result transfer(String inside, String amount, String... options)
      throws IOException {
    try (Iperf server = Iperf.serve(right, inside, folder.path().resolve("iperf"))) {
      return server.transfer(left, amount, options);
    }
  }

  /** A packet of exactly the MTU passes in one piece, one byte more does not. */
  private void assertWholePacket(int mtu) throws IOException {
    int payload = mtu - 28;
    left.exec("ping", "-c", "1", "-W", "3", "-M", "do", "-s", "" + payload, pair.two.ipv4());
    String tooLong =
        left.exec(
            "sh",
            "-c",
            "ping -c 1 -W 1 -M do -s " + (payload + 1) + " " + pair.two.ipv4() + " 2>&1 || true");
    assertThat(tooLong).contains("mtu=" + mtu);
  }

  @Test
  void theCountersOfLinkAndWgAgreeWithWhatPassed() throws Exception {
    pair.meet("127.0.0.1", "127.0.0.1");
    assertThat(pair.two.answered(pair.one.ipv4(), 10)).isEqualTo(10);
    String[] link = right.ip("-s", "-j", "link", "show", pair.two.name()).split("\n", -1);
    var stats = VeiltunHost.JSON.readTree(link[0]).get(0).get("stats64");
    assertThat(stats.at("/rx/bytes").asLong()).isBetween(840L, 2500L);
    assertThat(stats.at("/tx/bytes").asLong()).isBetween(840L, 2500L);
    String[] transfer =
        pair.two.sockets().wg("show", pair.two.name(), "transfer").strip().split("\t", -1);
    // Ten echoes padded to 96 bytes in messages of 128, and a handshake.
    assertThat(Long.parseLong(transfer[1])).isBetween(10 * 128 + 92L, 2500L);
    assertThat(Long.parseLong(transfer[2])).isBetween(10 * 128 + 148L, 2500L);
  }

  @Test
  void anEndThatMovesToAnotherAddressPortAndFamilyIsFollowed() throws Exception {
    pair.meet("127.0.0.1", "127.0.0.1");
    assertThat(pair.one.answered(pair.two.ipv4(), 2)).isEqualTo(2);
    path.ip("-4", "addr", "del", "127.0.0.1/8", "dev", "lo");
    path.ip("-4", "addr", "add", "127.212.121.99/8", "dev", "lo");
    pair.one.set("listen-port 9999");
    pair.one.set("peer " + pair.two.key() + " endpoint 127.0.0.1:20000");
    assertThat(pair.one.answered(pair.two.ipv6(), 1)).isEqualTo(1);
    assertThat(pair.two.endpoint()).isEqualTo("127.212.121.99:9999");
    pair.one.set("listen-port 9998");
    pair.one.set("peer " + pair.two.key() + " endpoint [::1]:20000");
    assertThat(pair.one.answered(pair.two.ipv4(), 1)).isEqualTo(1);
    assertThat(pair.two.endpoint()).isEqualTo("[::1]:9998");
  }

  @Test
  void aMoreSpecificPeerTakesAnAddressAndGivesItBack() throws Exception {
    pair.meet("127.0.0.1", "127.0.0.1");
    pair.one.set("peer " + pair.two.key() + " allowed-ips 192.168.241.0/24");
    assertThat(pair.two.answered(pair.one.ipv4(), 1)).isEqualTo(1);
    String thief = KeyPair.generate().publicKey();
    pair.one.set("peer " + thief + " allowed-ips 192.168.241.2/32");
    pair.two.set("listen-port 9997");
    assertThat(pair.two.answered(pair.one.ipv4(), 2)).isZero();
    pair.one.set("peer " + thief + " remove");
    assertThat(pair.one.endpoint()).as("even what was refused inside").isEqualTo("127.0.0.1:9997");
    assertThat(pair.two.answered(pair.one.ipv4(), 1)).isEqualTo(1);
  }

  @Test
  void anInterfaceMovesOnWhileItsSocketStays() throws Exception {
    pair.meet("127.0.0.1", "127.0.0.1");
    assertThat(pair.one.answered(pair.two.ipv4(), 1)).isEqualTo(1);
    try (Namespace further = WgPair.namespace("further")) {
      left.ip("link", "set", pair.one.name(), "netns", further.name());
      further.ip("address", "add", pair.one.ipv4() + "/24", "dev", pair.one.name());
      further.ip("link", "set", pair.one.name(), "up");
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() ->
              new WgPair.End(pair.one.sockets(), further, pair.one.name(), pair.one.keys(), 1)
                      .answered(pair.two.ipv4(), 1)
                  == 1);
      further.ip("link", "set", pair.one.name(), "netns", left.name());
    }
  }

  @Test
  void downAndUpManyTimesEndsInAWorkingTunnel() throws Exception {
    pair.meet("127.0.0.1", "127.0.0.1");
    assertThat(pair.one.answered(pair.two.ipv4(), 1)).isEqualTo(1);
    for (int i = 0; i < 25; i++) {
      pair.one.ip("link set " + pair.one.name() + " down");
      pair.one.ip("link set " + pair.one.name() + " up");
    }
    WgPair.awaitSockets(pair.one);
    assertThat(pair.one.answered(pair.two.ipv4(), 3)).isEqualTo(3);
  }

  @Test
  void anInterfaceDeletedUnderLoadEndsItsProcessInOrder() throws Exception {
    pair.meet("127.0.0.1", "127.0.0.1");
    assertThat(pair.one.answered(pair.two.ipv4(), 1)).isEqualTo(1);
    try (Iperf server = Iperf.serve(right, pair.two.ipv4(), folder.path().resolve("iperf"))) {
      Process load =
          left.start(
              folder.path().resolve("load"),
              left.command("iperf3", "-u", "-b", "0", "-t", "20", "-c", server.address()));
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> {
            String said = pair.two.sockets().wg("show", pair.two.name(), "transfer");
            return Long.parseLong(said.strip().split("\t", -1)[1]) > 5_000_000;
          });
      left.ip("link", "del", pair.one.name());
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> !Files.exists(WgHost.socket(pair.one.name())));
      load.destroy();
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> path.exec("ss", "-Hlnu", "sport = :10000").isBlank());
  }

  @Test
  void aThousandAllowedIpsAreSetAndShownAtOnce() throws Exception {
    String config =
        "[Interface]\nPrivateKey = %s\n[Peer]\nPublicKey = %s\n"
                .formatted(pair.one.keys().privateKey(), pair.two.key())
            + IntStream.range(0, 1000)
                .mapToObj(i ->
                    "AllowedIPs = 10.%d.%d.0/24, fd%02x:%x::/32\n"
                        .formatted(i / 250, i % 250, i / 250, i % 250))
                .collect(Collectors.joining());
    pair.one.sockets().wgFile(config, "setconf", pair.one.name());
    String shown = pair.one.sockets().wg("show", pair.one.name(), "allowed-ips");
    assertThat(shown.strip().split("[\t ]", -1)).hasSize(2001);
  }
}
