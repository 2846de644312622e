package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.veiltun.cli.lab.Flow;
import io.veiltun.cli.lab.Link;
import io.veiltun.cli.lab.Namespace;
import io.veiltun.cli.lab.PacketCapture;
import io.veiltun.cli.lab.Ping;
import io.veiltun.cli.lab.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What someone on the uplink sees of a client with a kill switch, while programs on it, and on a
 * container behind it, send all the time. The entry's host would pass anything on.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
class KillSwitchIT {
  private static final String TABLE = "veiltun-kill-veil0";
  private static final InetAddress LAN = InetAddress.ofLiteral("192.168.77.1");

  /** A private address no network of this host has: its way is the default route. */
  private static final InetAddress ELSEWHERE = InetAddress.ofLiteral("10.99.0.1");

  private static final int PORT = 51820;

  private TestBed bed;
  private VeiltunHost entry;
  private Namespace container;

  @BeforeAll
  void open() throws Exception {
    bed = TestBed.open();
    entry = bed.relay("entry");
    bed.relay("exit");
    Link uplink = bed.lab().link(0);
    Link second = bed.lab().link(1);
    HostState.liveIn(client(), uplink.right().ipv4().getHostAddress());
    client().ip("-6", "route", "add", "default", "via", uplink.right().ipv6().getHostAddress());
    client().ip("address", "add", "192.168.77.10/24", "dev", uplink.left().device());
    uplink.right().host().ip("address", "add", "192.168.77.1/24", "dev", uplink.right().device());
    uplink.right().host().ip("route", "add", "10.200.0.0/24", "via", "192.0.2.10");
    Namespace exit = bed.lab().host("exit");
    for (String network : List.of("192.0.2.0/24", "10.200.0.0/24")) {
      exit.ip("route", "add", network, "via", second.left().ipv4().getHostAddress());
    }
    exit.ip("-6", "route", "add", "2001:db8:1::/64", "via", second.left().ipv6().getHostAddress());
    openContainer();
  }

  private void openContainer() throws IOException {
    container = Namespace.create("veil-" + ProcessHandle.current().pid() + ".9-box");
    client().ip("link", "add", "box0", "type", "veth", "peer", "box1", "netns", container.name());
    client().ip("address", "add", "10.200.0.1/24", "dev", "box0");
    client().ip("link", "set", "box0", "up");
    container.ip("address", "add", "10.200.0.2/24", "dev", "box1");
    container.ip("link", "set", "box1", "up");
    container.ip("route", "add", "default", "via", "10.200.0.1");
    client().exec("sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
  }

  @AfterAll
  void close() throws IOException {
    HostState.forget(client());
    container.close();
    bed.close();
  }

  /** Otherwise no capture could show a leak. It also settles the neighbours' addresses. */
  @BeforeEach
  void withoutKillSwitchEverythingLeaves() throws Exception {
    try (LeakProbe probe = probe();
        PacketCapture uplink = watch()) {
      awaitRounds(probe);
      uplink.stop();
      assertThat(uplink.flows().stream().filter(Flow::outgoing).map(Flow::key))
          .anyMatch(key -> key.destination().equals(exit4()) && key.destinationPort() == 53)
          .anyMatch(key -> key.destination().equals(exit4()) && key.protocol() == Protocol.TCP)
          .anyMatch(key -> key.destination().equals(LAN.getHostAddress()))
          .anyMatch(key -> key.destination().equals(ELSEWHERE.getHostAddress()))
          .anyMatch(
              key -> key.destination().equals(bed.lab().link(1).right().ipv6().getHostAddress()))
          .anyMatch(key -> key.source().equals("192.0.2.10") && key.protocol() == Protocol.ICMP)
          .anyMatch(key -> key.source().equals("10.200.0.2") && key.protocol() == Protocol.ICMP);
    }
  }

  @AfterEach
  void nothingStaysBlocked() throws IOException {
    assertThat(client().exec("nft", "list", "tables")).doesNotContain("veiltun");
    assertThat(pings(exit())).isTrue();
  }

  @Test
  void onlyTheEntryIsSeenWhileUpAfterAKillAndWhileItComesUpAgain() throws Exception {
    VeiltunHost client = closedClient("").up();
    try (LeakProbe probe = probe()) {
      try (PacketCapture uplink = watch()) {
        assertThat(pings(bed.web4())).isTrue();
        awaitRounds(probe);
        assertOnlyTheEntryIsSeen(uplink);
      }
      try (PacketCapture uplink = watch()) {
        client.kill();
        awaitRounds(probe);
        assertThat(pings(exit())).isFalse();
        uplink.stop();
        assertNoneButTheEntry(uplink);
      }
      assertLeftoversAreExplained(client);
      try (PacketCapture uplink = watch()) {
        client.up();
        assertThat(pings(bed.web4())).isTrue();
        awaitRounds(probe);
        assertOnlyTheEntryIsSeen(uplink);
      }
      client.kill();
    }
    assertThat(client.run("down", "veil0"))
        .isEqualTo(new VeiltunHost.Ended(0, "veil0 had crashed; everything is restored\n", ""));
  }

  @Test
  void theLocalNetworkIsReachedButNotItsNameServer() throws Exception {
    VeiltunHost client = closedClient("").up();
    try {
      assertThat(pings(LAN)).isTrue();
      assertThat(pings(container, InetAddress.ofLiteral("10.200.0.1"))).isTrue();
      assertThat(pings(container, LAN)).isFalse();
      client.kill();
      assertThat(pings(LAN)).isTrue();
    } finally {
      client.run("down", "veil0");
    }
  }

  @Test
  void aFirstStartThatFailsIsTakenBackAndOneOverLeftoversStaysClosed() throws Exception {
    entry.kill();
    VeiltunHost client = closedClient("0.0.0.0/0");
    try (LeakProbe probe = probe()) {
      VeiltunHost.Started first = client.start("up", client.profile().toString());
      await().atMost(Duration.ofSeconds(20)).until(this::isClosed);
      try (PacketCapture uplink = watch()) {
        awaitRounds(probe);
        assertOnlyTheEntryIsSeen(uplink);
      }
      assertThat(first.end().code()).isEqualTo(4);
      await().until(() -> !isClosed());

      entry.up();
      client.up();
      entry.kill();
      client.kill();
      try (PacketCapture uplink = watch()) {
        VeiltunHost.Ended again = client.run("up", client.profile().toString());
        assertThat(again.code()).isEqualTo(4);
        assertThat(again.err())
            .contains("hop entry (192.0.2.1:51820) gave no answer")
            .contains("the kill switch of veil0 stays in force: veiltun down veil0 lifts it");
        awaitRounds(probe);
        assertOnlyTheEntryIsSeen(uplink);
      }
      entry.up();
      client.up();
      client.down();
    }
  }

  @Test
  void aTunnelForOneNetworkBlocksOnlyThatNetwork() throws Exception {
    VeiltunHost client = closedClient("203.0.113.0/24").up();
    try {
      assertThat(pings(exit())).isTrue();
      assertThat(pings(bed.web4())).isTrue();
      client.kill();
      try (PacketCapture uplink = watch()) {
        assertThat(pings(exit())).isTrue();
        assertThat(pings(bed.web4())).isFalse();
        uplink.stop();
        assertThat(uplink.flows()).noneMatch(f -> f.key().involves(bed.web4().getHostAddress()));
      }
      assertThat(client.run("status").out())
          .contains("its kill switch blocks traffic to 203.0.113.0/24: ");
    } finally {
      client.run("down", "veil0");
    }
  }

  private void assertLeftoversAreExplained(VeiltunHost client)
      throws IOException, InterruptedException {
    String expected =
        "veil0 is not running; its kill switch blocks all traffic: veiltun down veil0 lifts it,"
            + " veiltun up "
            + client.profile()
            + " starts again";
    assertThat(client.run("status")).isEqualTo(new VeiltunHost.Ended(1, expected + "\n", ""));
    VeiltunHost.Ended json = client.run("status", "veil0", "--json");
    assertThat(json.code()).isEqualTo(1);
    JsonNode document = VeiltunHost.JSON.readTree(json.out());
    assertThat(document.at("/interface").asString()).isEqualTo("veil0");
    assertThat(document.at("/running").asBoolean(true)).isFalse();
    assertThat(document.at("/blocked").asString()).isEqualTo("all traffic");
    assertThat(document.at("/explanation").asString()).isEqualTo(expected);
  }

  /** With a kill switch, a name server, and these networks through the tunnel: "" for all. */
  private VeiltunHost closedClient(String network) throws IOException {
    return bed.client(profile -> {
      profile.put("killSwitch", true);
      ((ObjectNode) profile.get("interface")).putArray("dns").add("203.0.113.1");
      if (!network.isEmpty()) {
        ((ObjectNode) profile.get("hops").get(1)).putArray("allowedIps").add(network);
      }
    });
  }

  private boolean isClosed() throws IOException {
    return client().exec("nft", "list", "tables").contains(TABLE);
  }

  /** Everything that must not be seen: DNS to the world and to the local network among it. */
  private LeakProbe probe() throws IOException {
    InetAddress exit6 = bed.lab().link(1).right().ipv6();
    return LeakProbe.start(
            client(),
            List.of(
                new InetSocketAddress(exit(), 53),
                new InetSocketAddress(exit(), 9999),
                new InetSocketAddress(exit6, 53),
                new InetSocketAddress(exit6, 9999),
                new InetSocketAddress(LAN, 53),
                new InetSocketAddress(ELSEWHERE, 9999),
                new InetSocketAddress(bed.hop("entry").address(), 9999),
                new InetSocketAddress(bed.hop("entry").address(), PORT)),
            List.of(
                new InetSocketAddress(exit(), 443),
                new InetSocketAddress(exit6, 443),
                new InetSocketAddress(LAN, 853)))
        .ping(client(), exit4())
        .ping(client(), "-I", bed.lab().link(0).left().device(), exit4())
        .ping(client(), exit6.getHostAddress())
        .ping(container, exit4());
  }

  /** Enough for every ping to have tried several times too. */
  private static void awaitRounds(LeakProbe probe) {
    long enough = probe.rounds() + 60;
    await().atMost(Duration.ofSeconds(30)).until(() -> probe.rounds() >= enough);
  }

  private void assertOnlyTheEntryIsSeen(PacketCapture uplink) throws IOException {
    uplink.stop();
    assertNoneButTheEntry(uplink);
    assertThat(uplink.flows()).anyMatch(f -> f.outgoing() && f.key().protocol() == Protocol.UDP);
  }

  /** What came in may be an answer from before, and whoever sent it knew of us already. */
  private void assertNoneButTheEntry(PacketCapture uplink) {
    assertThat(uplink.missed()).isZero();
    String own = bed.lab().link(0).left().ipv4().getHostAddress();
    String relay = bed.hop("entry").address().getHostAddress();
    List<Flow.Key> others =
        uplink.flows().stream()
            .filter(Flow::outgoing)
            .map(Flow::key)
            .filter(key -> key.protocol() != Protocol.NEIGHBOUR)
            .filter(
                key -> !new Flow.Key(Protocol.UDP, own, key.sourcePort(), relay, PORT).equals(key))
            .toList();
    assertThat(others).isEmpty();
    // The probe's datagrams to that very port are short of a data message: they have no mark.
    assertThat(uplink.flows())
        .filteredOn(Flow::outgoing)
        .allSatisfy(flow -> assertThat(flow.sizes()).doesNotContainKey(68));
  }

  private PacketCapture watch() throws IOException {
    Link.End left = bed.lab().link(0).left();
    return PacketCapture.start(left.host(), left.device());
  }

  private Namespace client() {
    return bed.lab().host("client");
  }

  private InetAddress exit() {
    return bed.hop("exit").address();
  }

  private String exit4() {
    return exit().getHostAddress();
  }

  private boolean pings(InetAddress to) throws IOException {
    return pings(client(), to);
  }

  private static boolean pings(Namespace from, InetAddress to) throws IOException {
    return Ping.run(from, to, 3, 0.1, 1).received() > 0;
  }
}
