package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.veiltun.cli.lab.HopPlan;
import io.veiltun.cli.lab.Link;
import io.veiltun.cli.lab.Namespace;
import io.veiltun.cli.lab.Ping;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/** An entry that moves to another address, known by its name only. */
@Timeout(180)
class NamesIT {
  private static final String NAME = "entry.test";

  /** The silence that is noticed, a retry, the look at the name and the resolver's own memory. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private TestBed bed;

  @BeforeEach
  void open() throws Exception {
    bed = TestBed.open();
    bed.relay("entry");
    bed.relay("exit");
    Files.createDirectories(hosts().getParent());
    nameLeadsTo(uplink().right().ipv4().getHostAddress());
  }

  @AfterEach
  void close() throws IOException {
    Path hosts = hosts();
    bed.close();
    Files.deleteIfExists(hosts);
    Files.deleteIfExists(hosts.getParent());
  }

  private Link uplink() {
    return bed.lab().link(0);
  }

  private Path hosts() {
    return Path.of("/etc/netns", bed.lab().host("client").name(), "hosts");
  }

  private void nameLeadsTo(String address) throws IOException {
    Files.writeString(hosts(), "127.0.0.1 localhost\n" + address + " " + NAME + "\n");
  }

  private void entryMoves() throws IOException {
    Namespace entry = uplink().right().host();
    String device = uplink().right().device();
    entry.ip("address", "del", "192.0.2.1/24", "dev", device);
    entry.ip("address", "add", "192.0.2.2/24", "dev", device);
    nameLeadsTo("192.0.2.2");
  }

  private boolean answers(InetAddress target) throws IOException {
    return Ping.run(bed.lab().host("client"), target, 1, 0.2, 1).received() == 1;
  }

  private String endpoint(HopPlan entry) {
    return NAME + ":" + entry.port();
  }

  @Test
  void aClientFindsItsEntryAgainThroughItsKillSwitch() throws Exception {
    VeiltunHost client =
        bed.client(profile -> {
          profile.put("killSwitch", true);
          ((ObjectNode) profile.at("/hops/0")).put("endpoint", endpoint(bed.hop("entry")));
        });
    client.up();
    assertThat(answers(bed.web4())).isTrue();
    entryMoves();
    await().atMost(PATIENCE).until(() -> answers(bed.web4()));
    assertThat(client.peerStatus("entry").get("endpoint").asString()).isEqualTo("192.0.2.2:51820");
    client.down();
  }

  @Test
  void aRelayFindsItsPeerAgain() throws Exception {
    HopPlan entry = bed.hop("entry");
    VeiltunHost relay = bed.client(profile -> becomeRelay(profile, entry));
    relay.up();
    InetAddress inside = InetAddress.ofLiteral("10.66.0.1");
    assertThat(answers(inside)).isTrue();
    entryMoves();
    await().atMost(PATIENCE).until(() -> answers(inside));
    assertThat(relay.peerStatus("entry").get("endpoint").asString()).isEqualTo("192.0.2.2:51820");
    relay.down();
  }

  private void becomeRelay(ObjectNode profile, HopPlan entry) {
    profile.remove("hops");
    ((ObjectNode) profile.get("interface"))
        .put("listenPort", 0)
        .putPOJO("addresses", List.of("10.66.0.2/24"));
    ObjectNode peer = VeiltunHost.JSON.createObjectNode();
    peer.put("name", "entry")
        .put("publicKey", entry.keys().publicKey())
        .put("endpoint", endpoint(entry))
        .putPOJO("allowedIps", List.of("10.66.0.1/32"));
    profile.putArray("peers").add(peer);
  }
}
