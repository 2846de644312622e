package io.veiltun.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FlowTableTest {
  private static final Flow.Key KEY =
      new Flow.Key(Protocol.UDP, "192.0.2.10", 1, "192.0.2.1", 51820);

  private final FlowTable table = new FlowTable();

  @Test
  void superPacketCountsAsThePacketsItStandsFor() {
    table.add(new PacketHeader(KEY, 28), true, 28 + 3 * 1000 + 17, 1000, 5);
    Flow flow = table.flows().getFirst();
    assertThat(flow.packets()).isEqualTo(4);
    assertThat(flow.bytes()).isEqualTo(3 * 1028 + 45);
    assertThat(flow.sizes()).containsExactly(Map.entry(45, 1L), Map.entry(1028, 3L));
    assertThat(table.packets())
        .extracting(CapturedPacket::length)
        .containsExactly(1028, 1028, 1028, 45);
  }

  @Test
  void superPacketOfWholeSegmentsHasNoRest() {
    table.add(new PacketHeader(KEY, 28), true, 28 + 2 * 1000, 1000, 5);
    assertThat(table.flows().getFirst().sizes()).containsExactly(Map.entry(1028, 2L));
  }

  @Test
  void totalsGoOnWhenSinglePacketsAreNoLongerKept() {
    int packets = FlowTable.PACKETS + 1000;
    for (int i = 0; i < packets; i++) {
      table.add(new PacketHeader(KEY, 28), true, 60, 0, i);
    }
    assertThat(table.flows().getFirst().packets()).isEqualTo(packets);
    assertThat(table.packets()).hasSize(FlowTable.PACKETS);
  }

  @Test
  void flowsBeyondTheLimitAreCountedAsMissed() {
    for (int port = 0; port < 5000; port++) {
      Flow.Key key = new Flow.Key(Protocol.UDP, "192.0.2.10", port, "192.0.2.1", 9);
      table.add(new PacketHeader(key, 28), true, 60, 0, 0);
    }
    assertThat(table.flows()).hasSize(4096);
    assertThat(table.unlisted()).isEqualTo(904);
  }
}
