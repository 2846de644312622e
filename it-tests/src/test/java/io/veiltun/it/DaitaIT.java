package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.veiltun.cli.lab.Link;
import io.veiltun.cli.lab.Namespace;
import io.veiltun.cli.lab.PacketCapture;
import io.veiltun.cli.lab.Ping;
import io.veiltun.it.VeiltunHost.Ended;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an observer of a link sees of a shaped tunnel, and what its ends count. */
@Timeout(180)
class DaitaIT {
  private static final int ENTRY_MTU = 1420;

  /** What fits into the entry's; the relay, whose device has more, learns it from the client. */
  private static final int EXIT_MTU = 1360;

  /** Initiation and response with the headers of IPv4 and UDP. */
  private static final Set<Integer> HANDSHAKES = Set.of(148 + 28, 92 + 28);

  private static final String DEFENCE = "ratio 3";

  @Test
  void shapedEntryShowsOneSizeEachWay() throws Exception {
    try (TestBed bed = TestBed.open();
        PacketCapture outside = capture(bed.lab().link(0))) {
      VeiltunHost entry = bed.relay("entry", peerWith(DEFENCE));
      bed.relay("exit");
      VeiltunHost client = bed.client(hopWith(0, DEFENCE)).up();
      use(bed, client, entry);

      assertOnlySize(outside, HANDSHAKES, ENTRY_MTU + LinkSizes.AROUND);
      assertDecoysBothWays(client, "entry");
      stopMachines(client, entry);
      assertEndsAgree(client, "entry", entry);
    }
  }

  @Test
  void shapedExitShowsOneSizeToTheEntryToo() throws Exception {
    try (TestBed bed = TestBed.open();
        PacketCapture outside = capture(bed.lab().link(0));
        PacketCapture behindEntry = capture(bed.lab().link(1))) {
      bed.relay("entry");
      VeiltunHost exit = bed.relay("exit", peerWith(DEFENCE));
      VeiltunHost client = bed.client(hopWith(1, DEFENCE)).up();
      use(bed, client, exit);

      assertOnlySize(behindEntry, HANDSHAKES, EXIT_MTU + LinkSizes.AROUND);
      // Handshakes of the exit in the entry's tunnel, and keepalives of the entry, are not shaped.
      Set<Integer> others = new TreeSet<>(HANDSHAKES);
      others.addAll(Set.of(176 + LinkSizes.AROUND, 128 + LinkSizes.AROUND, LinkSizes.AROUND));
      assertOnlySize(outside, others, EXIT_MTU + 2 * LinkSizes.AROUND);
      assertDecoysBothWays(client, "exit");
      stopMachines(client, exit);
      assertEndsAgree(client, "exit", exit);
    }
  }

  @Test
  void bothHopsAreShapedIndependently() throws Exception {
    try (TestBed bed = TestBed.open();
        PacketCapture outside = capture(bed.lab().link(0));
        PacketCapture behindEntry = capture(bed.lab().link(1))) {
      VeiltunHost entry = bed.relay("entry", peerWith("ephemeral-light"));
      VeiltunHost exit = bed.relay("exit", peerWith(DEFENCE));
      VeiltunHost client =
          bed.client(hopWith(0, "ephemeral-light").andThen(hopWith(1, DEFENCE))).up();
      use(bed, client, entry, exit);

      assertOnlySize(outside, HANDSHAKES, ENTRY_MTU + LinkSizes.AROUND);
      assertOnlySize(behindEntry, HANDSHAKES, EXIT_MTU + LinkSizes.AROUND);
      assertDecoysBothWays(client, "exit");
      stopMachines(client, entry, exit);
      assertEndsAgree(client, "entry", entry);
      assertEndsAgree(client, "exit", exit);
    }
  }

  @Test
  void killedRelayShapesAgainWhenItIsBack() throws Exception {
    try (TestBed bed = TestBed.open();
        PacketCapture outside = capture(bed.lab().link(0))) {
      VeiltunHost entry = bed.relay("entry", peerWith(DEFENCE));
      bed.relay("exit");
      VeiltunHost client = bed.client(hopWith(0, DEFENCE)).up();
      use(bed, client, entry);
      entry.kill();
      entry.up();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Ping.run(bed.lab().host("client"), bed.web4(), 1, 1, 1).received() == 1);
      use(bed, client, entry);

      assertOnlySize(outside, HANDSHAKES, ENTRY_MTU + LinkSizes.AROUND);
      assertThat(daita(entry, "client").get("active").asBoolean()).isTrue();
      assertThat(daita(client, "entry").get("active").asBoolean()).isTrue();
      assertDecoysBothWays(entry, "client");
    }
  }

  @Test
  void relaysThatDoNotKnowDaitaCarryShapedTraffic() throws Exception {
    try (TestBed bed = TestBed.open();
        PacketCapture outside = capture(bed.lab().link(0))) {
      bed.foreignRelay("entry");
      bed.foreignRelay("exit");
      VeiltunHost client = bed.client(hopWith(0, DEFENCE).andThen(hopWith(1, DEFENCE))).up();
      use(bed, client);

      assertThat(LinkSizes.of(outside, true, HANDSHAKES))
          .containsExactly(ENTRY_MTU + LinkSizes.AROUND);
      assertThat(daita(client, "entry").get("path").asString()).isEqualTo("unconfirmed");
      assertThat(client.peerStatus("exit").at("/sent/decoy/packets").asLong()).isPositive();
    }
  }

  @Test
  void switchingLosesNoPacketAndNoSession() throws Exception {
    try (TestBed bed = TestBed.open()) {
      VeiltunHost entry = bed.relay("entry");
      bed.relay("exit");
      VeiltunHost client = bed.client().up();
      Namespace host = bed.lab().host("client");
      assertThat(Ping.run(host, bed.web4(), 5, 0.02, 3).received()).isEqualTo(5);
      long handshakes = client.peerStatus("entry").get("handshakes").asLong();
      CompletableFuture<Ping> pings = CompletableFuture.supplyAsync(() -> pings(host, bed));

      assertThat(client.run("daita", "veil0", "show"))
          .isEqualTo(new Ended(0, "entry: off\nexit: off\n", ""));
      assertThat(client.run("daita", "veil0", "entry", "netflow"))
          .isEqualTo(new Ended(0, "entry: netflow\n", ""));
      assertThat(entry.run("daita", "veil0", "netflow"))
          .isEqualTo(new Ended(0, "client: netflow\n", ""));
      assertThat(daita(client, "entry").get("defence").asString()).isEqualTo("netflow");
      assertThat(client.run("daita", "veil0", DEFENCE))
          .isEqualTo(new Ended(0, "entry: ratio 3\n", ""));
      long before = client.peerStatus("entry").at("/sent/size_padding/bytes").asLong();
      assertThat(client.run("daita", "veil0", "entry", "off").code()).isZero();
      assertThat(entry.run("daita", "veil0", "off")).isEqualTo(new Ended(0, "client: off\n", ""));

      Ping ping = pings.get(60, TimeUnit.SECONDS);
      assertThat(ping.received()).isEqualTo(ping.sent());
      JsonNode after = client.peerStatus("entry");
      assertThat(after.get("handshakes").asLong()).isEqualTo(handshakes);
      assertThat(after.at("/daita/active").asBoolean()).isFalse();
      assertThat(after.at("/sent/size_padding/bytes").asLong()).isGreaterThanOrEqualTo(before);
      assertRefused(client, "nowhere", "netflow", "entry, exit");
      assertRefused(client, "entry", "nothing", "ephemeral-light");
    }
  }

  private static Ping pings(Namespace host, TestBed bed) {
    try {
      return Ping.run(host, bed.web4(), 500, 0.02, 3);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void assertRefused(VeiltunHost host, String peer, String defence, String hint)
      throws Exception {
    Ended refused = host.run("daita", "veil0", peer, defence);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains(hint).hasLineCount(1);
  }

  private static Consumer<ObjectNode> hopWith(int hop, String defence) {
    return profile ->
        ((ObjectNode) profile.at("/hops/" + hop)).putObject("daita").put("defence", defence);
  }

  private static Consumer<ObjectNode> peerWith(String defence) {
    return profile ->
        ((ObjectNode) profile.at("/peers/0")).putObject("daita").put("defence", defence);
  }

  private static PacketCapture capture(Link link) throws IOException {
    return PacketCapture.start(link.left().host(), link.left().device());
  }

  /** Small and large packets, fast and slow, both ways. */
  private static void use(TestBed bed, VeiltunHost... ends) throws IOException {
    Namespace client = bed.lab().host("client");
    Ping ping = Ping.run(client, bed.web4(), 20, 0.02, 3);
    assertThat(ping.received()).as(() -> tables(ends)).isEqualTo(ping.sent());
    bed.server().transfer(client, bed.web4(), 1_000_000, 1_000_000);
    for (int size : new int[] {1, 700, 4000}) {
      assertThat(echoed(bed, client, size)).as("echo of %d", size).isTrue();
    }
  }

  private static String tables(VeiltunHost... ends) {
    StringBuilder tables = new StringBuilder();
    try {
      for (VeiltunHost end : ends) {
        tables.append(end.run("status").out());
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
    return tables.toString();
  }

  /** The first datagram of a size may be the one whose loss tells the sender a path's MTU. */
  private static boolean echoed(TestBed bed, Namespace client, int size) throws IOException {
    return bed.server().echoes(client, bed.web4(), size, 1000)
        || bed.server().echoes(client, bed.web4(), size, 2000)
        || bed.server().echoes(client, bed.web4(), size, 2000);
  }

  private static void assertOnlySize(PacketCapture link, Set<Integer> others, int size) {
    assertThat(link.missed()).isZero();
    assertThat(LinkSizes.of(link, true, others)).as("towards the relay").containsExactly(size);
    assertThat(LinkSizes.of(link, false, others)).as("from the relay").containsExactly(size);
  }

  private static void assertDecoysBothWays(VeiltunHost host, String peer) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          JsonNode status = host.peerStatus(peer);
          assertThat(status.at("/sent/decoy/packets").asLong()).isPositive();
          assertThat(status.at("/received/decoy/packets").asLong()).isPositive();
        });
  }

  /** Both ends go on recognising decoys, so that those under way are counted. */
  private static void stopMachines(VeiltunHost... hosts) throws Exception {
    for (VeiltunHost host : hosts) {
      assertThat(host.run("daita", "veil0", "size-only").code()).isZero();
    }
  }

  private static void assertEndsAgree(VeiltunHost client, String hop, VeiltunHost relay) {
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() -> {
          JsonNode ours = client.peerStatus(hop);
          JsonNode theirs = relay.peerStatus("client");
          assertThat(volumes(ours.get("sent"))).isEqualTo(volumes(theirs.get("received")));
          assertThat(volumes(ours.get("received"))).isEqualTo(volumes(theirs.get("sent")));
        });
  }

  private static Map<String, String> volumes(JsonNode direction) {
    Map<String, String> volumes = new TreeMap<>();
    direction
        .propertyStream()
        .forEach(kind -> volumes.put(kind.getKey(), kind.getValue().toString()));
    return volumes;
  }

  private static JsonNode daita(VeiltunHost host, String peer) throws Exception {
    return host.peerStatus(peer).get("daita");
  }
}
