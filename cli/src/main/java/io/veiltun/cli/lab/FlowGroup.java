package io.veiltun.cli.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Many short connections to one server, as one line of a table. */
final class FlowGroup {
  /** A browser's connections to one server are at least so many. */
  private static final int MANY = 3;

  private FlowGroup() {}

  /**
   * Adds up the flows between one port of one host and any of another, if there are many; such a
   * flow has 0 as its other port. The rest stay as they are.
   */
  static List<Flow> merge(List<Flow> flows) {
    Map<Flow.Key, List<Flow>> groups = new LinkedHashMap<>();
    for (Flow flow : flows) {
      groups.computeIfAbsent(server(flow.key()), key -> new ArrayList<>()).add(flow);
    }
    List<Flow> merged = new ArrayList<>();
    groups.forEach((key, members) -> {
      if (members.size() < MANY) {
        merged.addAll(members);
      } else {
        merged.add(sum(key, members));
      }
    });
    return merged;
  }

  /** The lower port is the server's. */
  private static Flow.Key server(Flow.Key key) {
    boolean answers = key.sourcePort() < key.destinationPort();
    return new Flow.Key(
        key.protocol(),
        key.source(),
        answers ? key.sourcePort() : 0,
        key.destination(),
        answers ? 0 : key.destinationPort());
  }

  private static Flow sum(Flow.Key key, List<Flow> members) {
    TreeMap<Integer, Long> sizes = new TreeMap<>();
    long packets = 0;
    long bytes = 0;
    for (Flow flow : members) {
      packets += flow.packets();
      bytes += flow.bytes();
      flow.sizes().forEach((size, count) -> sizes.merge(size, count, Long::sum));
    }
    return new Flow(key, members.getFirst().outgoing(), packets, bytes, sizes);
  }
}
