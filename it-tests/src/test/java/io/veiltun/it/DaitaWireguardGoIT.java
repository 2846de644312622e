package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.cli.lab.Flow;
import io.veiltun.cli.lab.Namespace;
import io.veiltun.cli.lab.PacketCapture;
import io.veiltun.cli.lab.Ping;
import io.veiltun.cli.lab.RunningEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A relay that has never heard of DAITA, under a constant stream of our decoys. */
@Timeout(90)
class DaitaWireguardGoIT {
  /** One packet each 5 ms, whatever happens. */
  private static final String DEFENCE = "constant-rate 5000";

  /** Headers that the relay's count leaves out. */
  private static final int IP_AND_UDP = 20 + 8;

  private static final int PINGS = 100;
  private static final double PING_SECONDS = 0.1;

  @Test
  void tenSecondsOfDecoysAreIgnoredAndHarmNothing() throws Exception {
    try (TestBed bed = TestBed.open();
        TransferServer server = TransferServer.start(bed.lab().host("entry"))) {
      RunningEngine relay = bed.foreignRelay("entry");
      VeiltunHost client = bed.client(DaitaWireguardGoIT::oneShapedHop).up();
      Namespace host = bed.lab().host("client");
      try (LinkSizes link = LinkSizes.of(bed.lab().link(0));
          PacketCapture inside = PacketCapture.start(bed.lab().host("entry"), device(relay))) {
        use(bed, server, host);
        Ping ping = Ping.run(host, web(bed), PINGS, PING_SECONDS, 3);
        use(bed, server, host);
        // What is to be compared must not go on growing.
        assertThat(client.run("daita", VeiltunHost.DEVICE, "size-only").code()).isZero();
        link.capture().stop();
        inside.stop();

        assertThat(ping.received()).isEqualTo(ping.sent());
        assertThat(link.fromClient()).hasSize(1);
        JsonNode status = client.peerStatus("entry");
        assertThat(status.get("handshakes").asLong()).isEqualTo(1);
        long decoys = status.at("/sent/decoy/packets").asLong();
        assertThat(decoys).isGreaterThan(PINGS);
        assertThat(status.at("/received/decoy/packets").asLong()).isZero();
        assertOnlyPacketsOfTheClient(bed, inside.flows());
        assertThat(receivedBytes(bed, relay))
            .isGreaterThan(decoys * (link.fromClient().iterator().next() - IP_AND_UDP));
      }
    }
  }

  private static void oneShapedHop(ObjectNode profile) {
    ArrayNode hops = (ArrayNode) profile.get("hops");
    hops.remove(1);
    ((ObjectNode) hops.get(0)).putObject("daita").put("defence", DEFENCE);
  }

  private static InetAddress web(TestBed bed) {
    return InetAddress.ofLiteral(bed.hop("entry").relayAddresses().getFirst().split("/", 2)[0]);
  }

  private static void use(TestBed bed, TransferServer server, Namespace client) throws IOException {
    server.transfer(client, web(bed), 100_000, 1_000_000);
    for (int size : new int[] {1, 700, 4000}) {
      assertThat(server.echoes(client, web(bed), size, 2000)).as("echo of %d", size).isTrue();
    }
  }

  private static void assertOnlyPacketsOfTheClient(TestBed bed, List<Flow> flows) {
    List<String> client = bed.hop("entry").clientAddresses();
    assertThat(flows)
        .filteredOn(flow -> !flow.outgoing())
        .isNotEmpty()
        .extracting(flow -> flow.key().source())
        .allMatch(client::contains);
  }

  private static String device(RunningEngine relay) {
    return relay.log().getFileName().toString().replaceFirst("\\.log$", "");
  }

  private static long receivedBytes(TestBed bed, RunningEngine relay) throws IOException {
    String transfer = bed.lab().host("entry").exec("wg", "show", device(relay), "transfer");
    return Long.parseLong(transfer.strip().split("\\s+", -1)[1]);
  }
}
