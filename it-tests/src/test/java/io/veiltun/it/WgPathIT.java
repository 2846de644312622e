package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.veiltun.cli.lab.Namespace;
import io.veiltun.cli.lab.TemporaryFolder;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What WireGuard's own acceptance test asks of interfaces whose path changes: address translation,
 * addresses that go, families, replies, marks. Two hosts with a link each to a router between them,
 * or to each other.
 */
class WgPathIT {
  private TemporaryFolder folder;
  private Namespace router;
  private Namespace left;
  private Namespace right;
  private WgPair pair;

  @BeforeEach
  void open() throws Exception {
    folder = TemporaryFolder.create("wgp-");
    router = WgPair.namespace("router");
    left = WgPair.namespace("left");
    right = WgPair.namespace("right");
    pair = WgPair.start(folder, left, left, right, right);
  }

  @AfterEach
  void close() throws Exception {
    pair.close();
    right.close();
    left.close();
    router.close();
    folder.close();
  }

  private static void ip(Namespace host, String arguments) throws IOException {
    host.ip(arguments.split(" ", -1));
  }

  private static void link(Namespace a, String inA, Namespace b, String inB) throws IOException {
    ip(a, "link add " + inA + " type veth peer name " + inB + " netns " + b.name());
    a.exec("sysctl", "-qw", "net.ipv6.conf." + inA + ".accept_dad=0");
    b.exec("sysctl", "-qw", "net.ipv6.conf." + inB + ".accept_dad=0");
    a.exec("sysctl", "-qw", "net.ipv4.conf." + inA + ".promote_secondaries=1");
    ip(a, "link set " + inA + " up");
    ip(b, "link set " + inB + " up");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> a.ip("link", "show", inA).contains("state UP"));
  }

  private void direct() throws IOException {
    link(left, "vl", right, "vr");
  }

  @Test
  void aKeepaliveHoldsAMappingThatExpiresAfterTwoSeconds() throws Exception {
    link(left, "vl", router, "vrl");
    link(right, "vr", router, "vrr");
    ip(left, "addr add 192.168.1.100/24 dev vl");
    ip(router, "addr add 192.168.1.1/24 dev vrl");
    ip(router, "addr add 10.0.0.1/24 dev vrr");
    ip(right, "addr add 10.0.0.100/24 dev vr");
    ip(left, "route add default via 192.168.1.1");
    router.exec("sysctl", "-qw", "net.ipv4.ip_forward=1");
    router.exec("nft", "add table ip n");
    router.exec("nft", "add chain ip n p { type nat hook postrouting priority 100 ; }");
    router.exec(
        "nft", "add rule ip n p ip saddr 192.168.1.0/24 ip daddr 10.0.0.0/24 snat to 10.0.0.1");
    router.exec("sysctl", "-qw", "net.netfilter.nf_conntrack_udp_timeout=2");
    router.exec("sysctl", "-qw", "net.netfilter.nf_conntrack_udp_timeout_stream=2");
    pair.one.set("peer " + pair.two.key() + " endpoint 10.0.0.100:20000 persistent-keepalive 1");
    assertThat(pair.one.answered(pair.two.ipv4(), 1)).isEqualTo(1);
    assertThat(pair.two.answered(pair.one.ipv4(), 1)).isEqualTo(1);
    assertThat(pair.two.endpoint()).isEqualTo("10.0.0.1:10000");
    long sent = sent();
    // As many keepalives, one a second, as the mapping lives twice without.
    await().atMost(Duration.ofSeconds(20)).until(() -> sent() - sent >= 4 * 32);
    assertThat(pair.two.answered(pair.one.ipv4(), 1)).isEqualTo(1);
  }

  private long sent() throws IOException {
    String told = pair.one.sockets().wg("show", pair.one.name(), "transfer");
    return Long.parseLong(told.strip().split("\t", -1)[2]);
  }

  @Test
  void aSourceAddressThatIsRemovedIsReplacedAtOnceInBothFamilies() throws Exception {
    direct();
    ip(left, "addr add 10.0.0.1/24 dev vl");
    ip(left, "addr add fd00:aa::1/96 dev vl");
    ip(right, "addr add 10.0.0.2/24 dev vr");
    ip(right, "addr add fd00:aa::2/96 dev vr");
    pair.one.set("peer " + pair.two.key() + " endpoint 10.0.0.2:20000");
    assertThat(pair.one.answered(pair.two.ipv4(), 1)).isEqualTo(1);
    ip(left, "addr add 10.0.0.10/24 dev vl");
    ip(left, "addr del 10.0.0.1/24 dev vl");
    assertThat(pair.one.answered(pair.two.ipv4(), 1)).isEqualTo(1);
    assertThat(pair.two.endpoint()).isEqualTo("10.0.0.10:10000");
    pair.one.set("peer " + pair.two.key() + " endpoint [fd00:aa::2]:20000");
    assertThat(pair.one.answered(pair.two.ipv4(), 1)).as("IPv6 at once").isEqualTo(1);
    ip(left, "addr add fd00:aa::10/96 dev vl");
    ip(left, "addr del fd00:aa::1/96 dev vl");
    assertThat(pair.one.answered(pair.two.ipv4(), 1)).isEqualTo(1);
    assertThat(pair.two.endpoint()).isEqualTo("[fd00:aa::10]:10000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "[fd00:aa::1]", "10.0.0.2", "[fd00:aa::2]"})
  void theAnswerComesFromTheAddressThatWasAsked(String asked) throws Exception {
    direct();
    for (int last = 1; last <= 2; last++) {
      ip(left, "addr add 10.0.0." + last + "/24 dev vl");
      ip(left, "addr add fd00:aa::" + last + "/96 dev vl");
    }
    ip(right, "addr add 10.0.0.3/24 dev vr");
    ip(right, "addr add fd00:aa::3/96 dev vr");
    pair.two.set("peer " + pair.one.key() + " endpoint " + asked + ":10000");
    assertThat(pair.two.answered(pair.one.ipv4(), 2)).isEqualTo(2);
    assertThat(pair.two.endpoint()).isEqualTo(asked + ":10000");
  }

  @Test
  void aMarkKeepsDatagramsOutOfTheDefaultRouteIntoTheTunnel() throws Exception {
    direct();
    ip(left, "addr add 10.0.0.1/24 dev vl");
    ip(right, "addr add 10.0.0.2/24 dev vr");
    ip(right, "addr add 203.0.113.9/32 dev lo");
    ip(right, "addr add 198.51.100.7/32 dev lo");
    left.exec("sysctl", "-qw", "net.ipv4.conf.all.rp_filter=2");
    ip(left, "route add default via 10.0.0.2");
    String endpoint = " endpoint 203.0.113.9:20000 allowed-ips 0.0.0.0/0";
    pair.one.set("fwmark 0x4d2 peer " + pair.two.key() + endpoint);
    ip(left, "route add default dev " + pair.one.name() + " table 7777");
    ip(left, "rule add not fwmark 0x4d2 table 7777");
    ip(left, "rule add table main suppress_prefixlength 0");
    assertThat(pair.one.answered("198.51.100.7", 3)).isEqualTo(3);
    assertThat(pair.one.sockets().wg("show", pair.one.name(), "fwmark")).isEqualTo("0x4d2\n");
    assertThat(pair.two.endpoint()).isEqualTo("10.0.0.1:10000");
    pair.one.set("fwmark 0x4d3");
    assertThat(pair.one.answered("198.51.100.7", 1)).as("another mark is a loop").isZero();
    pair.one.set("fwmark 0x4d2");
    assertThat(pair.one.answered("198.51.100.7", 3)).as("which ends with it").isEqualTo(3);
  }

  @Test
  void whenTheRouteMovesToAnotherLinkTheSourceFollows() throws Exception {
    direct();
    link(left, "wl", right, "wr");
    ip(left, "addr add 10.0.0.1/24 dev vl");
    ip(left, "addr add 10.0.1.1/24 dev wl");
    ip(right, "addr add 10.0.0.2/24 dev vr");
    ip(right, "addr add 10.0.1.2/24 dev wr");
    ip(right, "addr add 203.0.113.9/32 dev lo");
    ip(left, "route add 203.0.113.9/32 via 10.0.0.2");
    pair.one.set("peer " + pair.two.key() + " endpoint 203.0.113.9:20000");
    assertThat(pair.one.answered(pair.two.ipv4(), 2)).isEqualTo(2);
    assertThat(pair.two.endpoint()).isEqualTo("10.0.0.1:10000");
    ip(left, "route replace 203.0.113.9/32 via 10.0.1.2");
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() ->
            pair.one.answered(pair.two.ipv4(), 1) == 1
                && pair.two.endpoint().equals("10.0.1.1:10000"));
  }
}
