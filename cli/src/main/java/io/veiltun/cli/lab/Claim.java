package io.veiltun.cli.lab;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A promise of two hops, and what in the captures speaks against it.
 *
 * @param text the promise
 * @param objection why it does not hold; empty: it holds
 */
public record Claim(String text, Optional<String> objection) {

  /** Judges everything that two hops promise, from what was seen on the links of {@code lab}. */
  static List<Claim> judge(Topology lab, ChainPlan chain, DemoResult seen, Set<String> visitors) {
    HopPlan entry = chain.hops().getFirst();
    HopPlan exit = chain.hops().getLast();
    Set<String> client = addresses(lab.link(0).left());
    Set<String> web = addresses(lab.link(2).right());
    Set<String> exitToWeb = addresses(lab.link(2).left());
    List<Observation> links = seen.observations();
    return List.of(
        complete(links, seen.download().bytes()),
        every(
            "the client's link shows only datagrams to and from the entry",
            links.subList(0, 1),
            flow -> isTunnel(flow, client, entry)),
        every(
            "the entry's links never show the web server's address",
            links.subList(0, 2),
            flow -> web.stream().noneMatch(flow.key()::involves)),
        every(
            "the exit's links never show the client's address",
            links.subList(1, 3),
            flow -> client.stream().noneMatch(flow.key()::involves)),
        every(
            "between entry and exit there are only datagrams of the exit's tunnel",
            links.subList(1, 2),
            flow -> isTunnel(flow, addresses(lab.link(1).left()), exit)),
        every(
            "the web server's link shows only the exit",
            links.subList(2, 3),
            flow -> between(flow, exitToWeb, web)),
        visited(visitors, exitToWeb));
  }

  /** Without this, a link that nothing passed would prove everything. */
  static Claim complete(List<Observation> links, long payload) {
    List<String> objections = new ArrayList<>();
    for (Observation link : links) {
      if (link.missed() > 0) {
        objections.add(link.missed() + " packets missed on " + link.place());
      }
      if (link.bytes() < payload) {
        objections.add("only " + link.bytes() + " bytes on " + link.place());
      }
    }
    return new Claim(
        "every link carried the whole download and no packet went unseen", join(objections));
  }

  static Claim every(String text, List<Observation> links, Predicate<Flow> holds) {
    List<String> objections =
        links.stream()
            .flatMap(link ->
                link.traffic().stream().filter(holds.negate()).map(flow -> describe(link, flow)))
            .limit(3)
            .toList();
    return new Claim(text, join(objections));
  }

  private static Claim visited(Set<String> visitors, Set<String> exit) {
    List<String> others = visitors.stream().filter(address -> !exit.contains(address)).toList();
    Optional<String> objection =
        visitors.isEmpty() ? Optional.of("nobody came to the web server") : join(others);
    return new Claim("to the web server, its visitor is the exit", objection);
  }

  private static boolean isTunnel(Flow flow, Set<String> near, HopPlan relay) {
    Flow.Key key = flow.key();
    String far = relay.address().getHostAddress();
    boolean out =
        near.contains(key.source())
            && key.destination().equals(far)
            && key.destinationPort() == relay.port();
    boolean back =
        near.contains(key.destination())
            && key.source().equals(far)
            && key.sourcePort() == relay.port();
    return key.protocol() == Protocol.UDP && (out || back);
  }

  private static boolean between(Flow flow, Set<String> some, Set<String> others) {
    Flow.Key key = flow.key();
    return (some.contains(key.source()) && others.contains(key.destination()))
        || (others.contains(key.source()) && some.contains(key.destination()));
  }

  private static Set<String> addresses(Link.End end) {
    return Stream.of(end.ipv4(), end.ipv6())
        .map(InetAddress::getHostAddress)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String describe(Observation link, Flow flow) {
    Flow.Key key = flow.key();
    return "%s: %d %s packets from %s to %s"
        .formatted(link.place(), flow.packets(), key.protocol(), key.source(), key.destination());
  }

  private static Optional<String> join(List<String> objections) {
    return objections.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", objections));
  }
}
