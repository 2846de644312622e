package io.veiltun.cli.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What observers of links saw, as a table for people: a line for each flow. */
final class LinkTable {
  private static final int FLOWS_SHOWN = 8;

  private LinkTable() {}

  /** The links in their order, each with its largest flows first. */
  static String text(List<Observation> links) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("link", "from", "to", "", "packets", "bytes", "sizes"));
    links.forEach(link -> addRows(rows, link));
    return align(rows);
  }

  private static void addRows(List<List<String>> rows, Observation link) {
    List<Flow> traffic =
        FlowGroup.merge(link.traffic()).stream()
            .sorted(Comparator.comparingLong(Flow::bytes).reversed())
            .toList();
    traffic.stream().limit(FLOWS_SHOWN).forEach(flow -> rows.add(row(link.place(), flow)));
    List<Flow> rest = traffic.subList(Math.min(FLOWS_SHOWN, traffic.size()), traffic.size());
    addSum(rows, link.place(), rest.size() + " more flows", rest);
    List<Flow> neighbours = new ArrayList<>(link.flows());
    neighbours.removeAll(link.traffic());
    addSum(rows, link.place(), "the link itself", neighbours);
  }

  private static void addSum(List<List<String>> rows, String place, String what, List<Flow> flows) {
    if (!flows.isEmpty()) {
      long packets = flows.stream().mapToLong(Flow::packets).sum();
      long bytes = flows.stream().mapToLong(Flow::bytes).sum();
      String protocol = flows.getFirst().key().protocol().toString();
      rows.add(List.of(place, what, "", protocol, "" + packets, "" + bytes, ""));
    }
  }

  private static List<String> row(String place, Flow flow) {
    Flow.Key key = flow.key();
    return List.of(
        place,
        socket(key.source(), key.sourcePort()),
        socket(key.destination(), key.destinationPort()),
        key.protocol().toString(),
        "" + flow.packets(),
        "" + flow.bytes(),
        sizes(flow));
  }

  private static String socket(String address, int port) {
    String compressed = address.replaceFirst("(:0){2,}:", "::");
    boolean bracket = compressed.indexOf(':') >= 0 && port != 0;
    String host = bracket ? "[" + compressed + "]" : compressed;
    return port == 0 ? host : host + ":" + port;
  }

  private static String sizes(Flow flow) {
    int shortest = flow.sizes().firstKey();
    int longest = flow.sizes().lastKey();
    if (shortest == longest) {
      return "" + shortest;
    }
    int commonest =
        flow.sizes().entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    return "%d to %d, mostly %d".formatted(shortest, longest, commonest);
  }

  private static String align(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int i = 0; i < widths.length; i++) {
        boolean number = i == 4 || i == 5;
        line.append(("%" + (number ? "" : "-") + widths[i] + "s  ").formatted(row.get(i)));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
