package io.veiltun.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ClaimTest {
  private static final String WEB = "203.0.113.1";

  private static Flow flow(Protocol protocol, String source, String destination, long bytes) {
    Flow.Key key = new Flow.Key(protocol, source, 1, destination, 51820);
    return new Flow(key, true, 1, bytes, new TreeMap<>());
  }

  private static Observation link(long missed, Flow... flows) {
    return new Observation("client - entry", List.of(flows), missed);
  }

  private static Claim webUnseen(Observation link) {
    return Claim.every("the web is unseen", List.of(link), seen -> !seen.key().involves(WEB));
  }

  @Test
  void oneLeakedPacketBreaksThePromise() {
    Flow tunnel = flow(Protocol.UDP, "192.0.2.10", "192.0.2.1", 1_000_000);
    Flow leak = flow(Protocol.TCP, "192.0.2.10", WEB, 60);
    assertThat(webUnseen(link(0, tunnel)).objection()).isEmpty();
    assertThat(webUnseen(link(0, tunnel, leak)).objection())
        .hasValueSatisfying(text -> assertThat(text).contains("192.0.2.10 to 203.0.113.1"));
  }

  @Test
  void neighbourDiscoveryIsNotTraffic() {
    Flow discovery = flow(Protocol.NEIGHBOUR, "fe80::1", WEB, 72);
    assertThat(webUnseen(link(0, discovery)).objection()).isEmpty();
    assertThat(link(0, discovery).bytes()).isZero();
  }

  @Test
  void silentLinkProvesNothing() {
    assertThat(Claim.complete(List.of(link(0)), 1000).objection()).isPresent();
  }

  @Test
  void missedPacketsProveNothing() {
    Flow tunnel = flow(Protocol.UDP, "192.0.2.10", "192.0.2.1", 1_000_000);
    assertThat(Claim.complete(List.of(link(0, tunnel)), 1000).objection()).isEmpty();
    assertThat(Claim.complete(List.of(link(1, tunnel)), 1000).objection()).isPresent();
  }
}
