package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.veiltun.cli.lab.Namespace;
import io.veiltun.cli.lab.Ping;
import io.veiltun.maybenot.catalogue.Catalogue;
import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.random.SecureRandomSource;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * This program and gotatun 0.10.2 shape the traffic of one hop together, by the same machines. They
 * neither delay nor let packets stand in for decoys: gotatun keeps what a delay held back, and its
 * count of packets on their way drifts until no decoy is sent any more.
 */
@Tag("foreign")
@Timeout(120)
class GotatunDaitaIT {
  private static final String DEFENCE = "ratio 3";
  private static final int SIZE = GotatunHost.MTU + LinkSizes.AROUND;

  @BeforeAll
  static void build() throws IOException {
    GotatunHost.program();
  }

  @Test
  void ourClientAndGotatunAsRelayUnderstandEachOther() throws Exception {
    try (TestBed bed = TestBed.open()) {
      GotatunHost relay = GotatunHost.relay(bed, bed.hop("entry"), machines());
      VeiltunHost client = bed.client(GotatunDaitaIT::oneShapedHop).up();
      assertOneSizeBothWays(bed);
      assertThat(client.peerStatus("entry").at("/daita/path").asString()).isEqualTo("unconfirmed");
      assertCountsAgree(client, "entry", relay);
    }
  }

  @Test
  void gotatunAsClientAndOurRelayUnderstandEachOther() throws Exception {
    try (TestBed bed = TestBed.open()) {
      VeiltunHost relay = bed.relay("entry", GotatunDaitaIT::shapedPeer);
      GotatunHost client = GotatunHost.client(bed, bed.hop("entry"), machines());
      assertOneSizeBothWays(bed);
      assertCountsAgree(relay, "client", client);
    }
  }

  private static List<String> machines() throws Exception {
    return Catalogue.defence(DEFENCE, new SecureRandomSource()).client().machines().stream()
        .map(MachineFormat::encode)
        .toList();
  }

  private static void oneShapedHop(ObjectNode profile) {
    ArrayNode hops = (ArrayNode) profile.get("hops");
    hops.remove(1);
    ((ObjectNode) hops.get(0)).putObject("daita").put("defence", DEFENCE);
  }

  private static void shapedPeer(ObjectNode profile) {
    ((ObjectNode) profile.at("/peers/0")).putObject("daita").put("defence", DEFENCE);
  }

  /** Small and large packets, one by one and many at once, both ways and in both families. */
  private static void assertOneSizeBothWays(TestBed bed) throws IOException {
    Namespace client = bed.lab().host("client");
    awaitSize(bed, client);
    try (TransferServer server = TransferServer.start(bed.lab().host("entry"));
        LinkSizes link = LinkSizes.of(bed.lab().link(0))) {
      for (String prefix : bed.hop("entry").relayAddresses()) {
        InetAddress address = InetAddress.ofLiteral(prefix.split("/", 2)[0]);
        Ping ping = Ping.run(client, address, 20, 0.02, 3);
        assertThat(ping.received()).isEqualTo(ping.sent());
        server.transfer(client, address, 1_000_000, 1_000_000);
        for (int size : new int[] {1, 700, 4000}) {
          assertThat(server.echoes(client, address, size, 2000)).as("echo of %d", size).isTrue();
        }
      }
      link.capture().stop();
      assertThat(link.capture().missed()).isZero();
      assertThat(link.fromClient()).as("towards the relay").containsExactly(SIZE);
      assertThat(link.fromRelay()).as("from the relay").containsExactly(SIZE);
    }
  }

  /** gotatun looks at its device's MTU every 3 s only and pads to an old one until then. */
  private static void awaitSize(TestBed bed, Namespace client) {
    InetAddress relay = InetAddress.ofLiteral("10.66.0.1");
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> {
          try (LinkSizes link = LinkSizes.of(bed.lab().link(0))) {
            assertThat(Ping.run(client, relay, 1, 1, 1).received()).isEqualTo(1);
            link.capture().stop();
            assertThat(link.fromClient()).containsExactly(SIZE);
            assertThat(link.fromRelay()).containsExactly(SIZE);
          }
        });
  }

  /** The machines are silent when the tunnel is, so that what is under way arrives. */
  private static void assertCountsAgree(VeiltunHost ours, String peer, GotatunHost theirs) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          JsonNode status = ours.peerStatus(peer);
          long sent = status.at("/sent/decoy/bytes").asLong();
          long received = status.at("/received/decoy/bytes").asLong();
          assertThat(sent).isPositive().isEqualTo(theirs.bytes("rx_decoy_packet"));
          assertThat(received).isPositive().isEqualTo(theirs.bytes("tx_decoy_packet"));
          assertThat(status.at("/received/size_padding/bytes").asLong())
              .isPositive()
              .isEqualTo(theirs.bytes("tx_padding"));
        });
  }
}
