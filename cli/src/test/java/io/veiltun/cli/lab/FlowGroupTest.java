package io.veiltun.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FlowGroupTest {
  private static Flow answer(int clientPort, int size) {
    Flow.Key key = new Flow.Key(Protocol.TCP, "203.0.113.1", 80, "203.0.113.10", clientPort);
    return new Flow(key, true, 2, 2L * size, new TreeMap<>(Map.of(size, 2L)));
  }

  @Test
  void connectionsToOneServerBecomeOneFlow() {
    List<Flow> merged =
        FlowGroup.merge(List.of(answer(40001, 52), answer(40002, 1360), answer(40003, 52)));
    assertThat(merged).hasSize(1);
    Flow flow = merged.getFirst();
    assertThat(flow.key())
        .isEqualTo(new Flow.Key(Protocol.TCP, "203.0.113.1", 80, "203.0.113.10", 0));
    assertThat(flow.packets()).isEqualTo(6);
    assertThat(flow.bytes()).isEqualTo(2 * (52 + 1360 + 52));
    assertThat(flow.sizes()).containsExactly(Map.entry(52, 4L), Map.entry(1360, 2L));
  }

  @Test
  void fewConnectionsStayApart() {
    List<Flow> two = List.of(answer(40001, 52), answer(40002, 1360));
    assertThat(FlowGroup.merge(two)).isEqualTo(two);
  }
}
