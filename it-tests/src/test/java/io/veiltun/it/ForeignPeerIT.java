package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.cli.lab.Namespace;
import io.veiltun.cli.lab.Ping;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/** This program and wireguard-go in every place of a chain of two hops. */
@Timeout(60)
class ForeignPeerIT {
  private static final long BYTES = 3_000_000;

  /** Headers of IPv4 or IPv6 and UDP inside the tunnel, of the larger kind. */
  private static final int HEADERS = 48;

  @Test
  void ourClientPassesTwoForeignRelays() throws Exception {
    try (TestBed bed = TestBed.open()) {
      bed.foreignRelay("entry");
      bed.foreignRelay("exit");
      bed.client().up();
      assertEverythingPasses(bed);
    }
  }

  @Test
  void foreignClientPassesTwoOfOurRelays() throws Exception {
    try (TestBed bed = TestBed.open()) {
      bed.relay("entry");
      bed.relay("exit");
      bed.foreignClient();
      assertEverythingPasses(bed);
    }
  }

  @Test
  void ourClientPassesOurEntryAndForeignExit() throws Exception {
    try (TestBed bed = TestBed.open()) {
      bed.relay("entry");
      bed.foreignRelay("exit");
      bed.client().up();
      assertEverythingPasses(bed);
    }
  }

  @Test
  void ourClientPassesForeignEntryAndOurExit() throws Exception {
    try (TestBed bed = TestBed.open()) {
      bed.foreignRelay("entry");
      bed.relay("exit");
      bed.client().up();
      assertEverythingPasses(bed);
    }
  }

  @Test
  void ourChainPassesRelaysOnIpv6() throws Exception {
    try (TestBed bed = TestBed.openIpv6()) {
      bed.foreignRelay("entry");
      bed.relay("exit");
      bed.client().up();
      assertEverythingPasses(bed);
    }
  }

  @Test
  void interfaceLargerThanTheChainCarriesStillPassesEverything() throws Exception {
    try (TestBed bed = TestBed.open()) {
      bed.foreignRelay("entry");
      bed.relay("exit");
      VeiltunHost client = bed.client(profile -> network(profile).put("mtu", 1420)).up();
      assertThat(mtu(bed)).isEqualTo(1420);
      assertThat(client.log()).contains("/interface/mtu: 1420 is more than 2 hops carry");
      assertEverythingPasses(bed);
    }
  }

  @Test
  void entryWithTheSmallestMtuStillPassesEverything() throws Exception {
    try (TestBed bed = TestBed.open()) {
      bed.relay("entry", profile -> network(profile).put("mtu", 1280));
      bed.relay("exit");
      bed.client().up();
      assertEverythingPasses(bed);
    }
  }

  private static ObjectNode network(ObjectNode profile) {
    return (ObjectNode) profile.get("interface");
  }

  /** Ping, TCP both ways and UDP, small, full size and in fragments, in both address families. */
  private static void assertEverythingPasses(TestBed bed) throws IOException {
    Namespace client = bed.lab().host("client");
    int full = mtu(bed) - HEADERS;
    for (InetAddress web : List.of(bed.web4(), bed.web6())) {
      Ping first = Ping.run(client, web, 5, 0.02, 3);
      assertThat(first.received()).as("answers from %s", web).isEqualTo(first.sent());
      bed.server().transfer(client, web, BYTES, BYTES);
      for (int size : new int[] {1, full, 3 * full}) {
        assertThat(echoed(bed, client, web, size)).as("echo of %d from %s", size, web).isTrue();
      }
    }
  }

  /** The first datagram of a size may be the one whose loss tells the sender a path's MTU. */
  private static boolean echoed(TestBed bed, Namespace client, InetAddress web, int size)
      throws IOException {
    return bed.server().echoes(client, web, size, 1000)
        || bed.server().echoes(client, web, size, 2000)
        || bed.server().echoes(client, web, size, 2000);
  }

  /** What the device that the client's default route leads to shows. */
  private static int mtu(TestBed bed) throws IOException {
    Namespace client = bed.lab().host("client");
    String web = bed.web4().getHostAddress();
    String device =
        VeiltunHost.JSON.readTree(client.ip("-j", "route", "get", web)).at("/0/dev").asString();
    return VeiltunHost.JSON.readTree(client.ip("-j", "link", "show", device)).at("/0/mtu").asInt();
  }
}
