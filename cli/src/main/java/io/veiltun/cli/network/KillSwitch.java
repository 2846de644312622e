package io.veiltun.cli.network;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What may leave a host beside its tunnel (linux-dataplane §10.4). With a default route among the
 * destinations that is next to nothing; otherwise everything but packets to the destinations.
 *
 * @param interfaceName the tunnel's interface
 * @param mark the firewall mark of the tunnel's own datagrams
 * @param entry where those go: an address, never an unresolved name
 * @param destinations what the tunnel carries, at least one
 * @param localNetworks private networks of this host that stay reachable, but for DNS; without
 *     effect if there is no default route among the destinations
 * @param dns whether the tunnel has name servers, so that no others may be asked
 */
public record KillSwitch(
    String interfaceName,
    int mark,
    InetSocketAddress entry,
    List<Cidr> destinations,
    List<Cidr> localNetworks,
    boolean dns) {
  /** Ports of DNS, of DNS over TLS and QUIC, and of LLMNR, which asks the whole link. */
  private static final String DNS = "meta l4proto { tcp, udp } th dport { 53, 853, 5355 }";

  private static final String NEIGHBOUR_DISCOVERY =
      "icmpv6 type { 133, 134, 135, 136 } ip6 hoplimit 255 accept";

  /** Says at once to a program that its packet may not leave; without it TCP tries for minutes. */
  private static final String REFUSE = "reject with icmpx admin-prohibited";

  /** Checks that the entry is an address, and copies the lists. */
  public KillSwitch {
    Objects.requireNonNull(interfaceName);
    if (entry.isUnresolved()) {
      throw new IllegalArgumentException("an entry without address");
    }
    destinations = List.copyOf(destinations);
    localNetworks = List.copyOf(localNetworks);
    if (destinations.isEmpty()) {
      throw new IllegalArgumentException("a kill switch for nothing");
    }
  }

  /** The same with the entry at another address. */
  public KillSwitch withEntry(InetSocketAddress moved) {
    return new KillSwitch(interfaceName, mark, moved, destinations, localNetworks, dns);
  }

  /** Whether it blocks everything outside the tunnel, and not only what the tunnel carries. */
  public boolean everything() {
    return destinations.stream().anyMatch(Cidr::isDefault);
  }

  /** What is blocked outside the tunnel, for a sentence: "all traffic". */
  public String blocked() {
    return everything()
        ? "all traffic"
        : destinations.stream()
            .map(Cidr::toString)
            .collect(Collectors.joining(", ", "traffic to ", ""));
  }

  /** The name of its table, of family inet. */
  static String table(String interfaceName) {
    return "veiltun-kill-" + NftRuleset.word(interfaceName);
  }

  /** The script that loads it; an older one is replaced in the same transaction, without a gap. */
  String ruleset() {
    String table = "table inet " + table(interfaceName);
    String chains = everything() ? closed() : narrow();
    return table + " {}\ndelete " + table + "\n" + table + " {\n" + chains + "}\n";
  }

  private String closed() {
    List<String> output = new ArrayList<>(List.of(inside("oifname"), toEntry()));
    output.add("ip daddr 255.255.255.255 udp sport 68 udp dport 67 accept");
    output.add(
        "ip6 saddr fe80::/10 ip6 daddr { ff02::1:2, ff05::1:3 } udp sport 546 udp dport 547"
            + " accept");
    output.add(NEIGHBOUR_DISCOVERY);
    output.add(DNS + " " + REFUSE);
    output.add("ip daddr 224.0.0.0/24 accept");
    output.add("ip6 daddr { fe80::/10, ff02::/16 } accept");
    for (Cidr network : localNetworks) {
      String ip = ip(network);
      // Next hop within the network too: where it is not attached, a gateway must not get it.
      output.add("%1$s daddr %2$s rt %1$s nexthop %2$s accept".formatted(ip, network));
    }
    output.add(REFUSE);

    List<String> input = new ArrayList<>(List.of(inside("iifname"), fromEntry()));
    input.add("ct state { established, related } accept");
    input.add("meta nfproto ipv4 udp sport 67 udp dport 68 accept");
    input.add("ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept");
    input.add(NEIGHBOUR_DISCOVERY);
    input.add("ip6 saddr fe80::/10 accept");
    for (Cidr network : localNetworks) {
      input.add("%s saddr %s accept".formatted(ip(network), network));
    }
    List<String> forward = List.of(outThrough(), answers());
    return chain("output", "drop", output)
        + chain("input", "drop", input)
        + chain("forward", "drop", forward);
  }

  private String narrow() {
    List<String> output = new ArrayList<>(List.of(inside("oifname"), toEntry()));
    List<String> forward = new ArrayList<>(List.of(outThrough()));
    if (dns) {
      output.add(DNS + " " + REFUSE);
    }
    for (Cidr network : destinations) {
      output.add("%s daddr %s %s".formatted(ip(network), network, REFUSE));
      forward.add("%s daddr %s drop".formatted(ip(network), network));
    }
    return chain("output", "accept", output) + chain("forward", "accept", forward);
  }

  private String inside(String device) {
    return "%s { \"lo\", \"%s\" } accept".formatted(device, interfaceName);
  }

  private String toEntry() {
    return "meta mark %d %s udp dport %d accept".formatted(mark, entry("daddr"), entry.getPort());
  }

  /** Its conntrack entry may have expired; and only the entry is heard, so nothing roams. */
  private String fromEntry() {
    return "%s udp sport %d accept".formatted(entry("saddr"), entry.getPort());
  }

  private String entry(String side) {
    Cidr address = Cidr.host(entry.getAddress());
    return ip(address) + " " + side + " " + address.address().getHostAddress();
  }

  private String outThrough() {
    return "oifname \"%s\" accept".formatted(interfaceName);
  }

  private String answers() {
    return "iifname \"%s\" ct state { established, related } accept".formatted(interfaceName);
  }

  private static String ip(Cidr network) {
    return network.family() == Family.INET ? "ip" : "ip6";
  }

  /** Behind every usual chain, so that packets are seen as they leave. */
  private static String chain(String hook, String policy, List<String> rules) {
    String text = rules.stream().map(rule -> "    " + rule + "\n").collect(Collectors.joining());
    return """
      chain %1$s {
        type filter hook %1$s priority 300; policy %2$s;
    %3$s  }
    """
        .formatted(hook, policy, text);
  }
}
