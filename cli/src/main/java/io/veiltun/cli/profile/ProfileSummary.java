package io.veiltun.cli.profile;

import io.veiltun.cli.daita.OverheadForecast;
import io.veiltun.cli.status.Role;
import io.veiltun.config.CidrAddress;
import io.veiltun.config.ClientProfile;
import io.veiltun.config.Hop;
import io.veiltun.config.HostPort;
import io.veiltun.config.PeerEntry;
import io.veiltun.config.Profile;
import io.veiltun.config.RelayProfile;
import io.veiltun.multihop.ChainMtu;
import io.veiltun.multihop.IpFamily;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What would run, for {@code veiltun check}: the plan of hops or peers and the MTU arithmetic. */
public final class ProfileSummary {
  /** Ethernet's, the assumption until the real path is known. */
  private static final int PATH_MTU = 1500;

  /** That of a relay whose profile has none. */
  private static final int RELAY_MTU = 1420;

  private ProfileSummary() {}

  /** Lines without line ends. */
  public static List<String> of(Profile profile) {
    return switch (profile) {
      case ClientProfile client -> client(client);
      case RelayProfile relay -> relay(relay);
    };
  }

  private static List<String> client(ClientProfile client) {
    List<String> lines = new ArrayList<>();
    lines.add(client.interfaceName() + ": client, " + plural(client.hops().size(), "hop"));
    for (Hop hop : client.hops()) {
      lines.add(
          "  hop %s at %s, as %s"
              .formatted(hop.name(), text(hop.endpoint()), cidrs(hop.addresses())));
    }
    List<CidrAddress> through = client.lastHop().allowedIps();
    lines.add("  through it: " + (through.isEmpty() ? "everything" : cidrs(through)));
    lines.add("  MTU: " + clientMtu(client));
    if (client.killSwitch()) {
      lines.addAll(killSwitch(client));
    }
    lines.addAll(clientDaita(client));
    metrics(client, lines);
    return lines;
  }

  private static List<String> killSwitch(ClientProfile client) {
    List<CidrAddress> through = client.lastHop().allowedIps();
    String entry = text(client.hops().getFirst().endpoint());
    String end =
        "    it stays in force if the process dies, until veiltun down " + client.interfaceName();
    if (through.stream().noneMatch(network -> network.prefixLength() == 0)) {
      return List.of(
          "  kill switch: blocks " + cidrs(through) + " outside the tunnel, and nothing else", end);
    }
    return List.of(
        "  kill switch: blocks all traffic outside the tunnel, IPv6 and forwarded packets too",
        "    but UDP to %s, DHCP, neighbour discovery, and private networks that".formatted(entry),
        "    this host is attached to when it comes up, where DNS (53, 853, 5355) is blocked",
        end);
  }

  private static String clientMtu(ClientProfile client) {
    List<IpFamily> families = client.hops().stream().map(ProfileSummary::family).toList();
    try {
      ChainMtu chain = new ChainMtu(PATH_MTU, families);
      String tunnels =
          IntStream.range(0, families.size())
              .mapToObj(hop -> client.hops().get(hop).name() + " " + chain.tunnelMtu(hop))
              .collect(Collectors.joining(", "));
      String workedOut =
          "path of %d carries %s (80 bytes for the entry, 60 or 80 for each hop behind it, then"
                  .formatted(PATH_MTU, tunnels)
              + " rounded down to 16)";
      if (client.mtu().isEmpty()) {
        return "%d: a %s".formatted(chain.tunMtu(), workedOut);
      }
      int given = client.mtu().getAsInt();
      String fits = given > chain.tunMtu() ? "too large, larger packets are refused" : "fits";
      return "%d as given, %s: a %s".formatted(given, fits, workedOut);
    } catch (IllegalArgumentException e) {
      return Objects.requireNonNull(e.getMessage());
    }
  }

  private static List<String> clientDaita(ClientProfile client) {
    List<IpFamily> families = client.hops().stream().map(ProfileSummary::family).toList();
    ChainMtu chain;
    try {
      chain = new ChainMtu(PATH_MTU, families);
    } catch (IllegalArgumentException e) {
      return List.of();
    }
    List<DaitaSummary.Tunnel> tunnels = new ArrayList<>();
    for (int i = 0; i < families.size(); i++) {
      Hop hop = client.hops().get(i);
      tunnels.add(
          new DaitaSummary.Tunnel(
              hop.name(),
              new OverheadForecast.Hop(hop.daita(), chain.tunnelMtu(i), families.get(i).overhead()),
              i == families.size() - 1));
    }
    return new DaitaSummary(Role.CLIENT).of(tunnels);
  }

  private static List<String> relayDaita(RelayProfile relay) {
    int mtu = relay.mtu().orElse(RELAY_MTU);
    List<String> lines = new ArrayList<>();
    for (PeerEntry peer : relay.peers()) {
      OverheadForecast.Hop hop =
          new OverheadForecast.Hop(peer.daita(), mtu, IpFamily.IPV6.overhead());
      lines.addAll(
          new DaitaSummary(Role.RELAY)
              .of(List.of(new DaitaSummary.Tunnel(peer.name(), hop, true))));
    }
    return lines;
  }

  /** A name may turn out to be either; the larger header is the safe assumption. */
  private static IpFamily family(Hop hop) {
    boolean ipv4 = hop.endpoint().literal().filter(a -> !(a instanceof Inet6Address)).isPresent();
    return ipv4 ? IpFamily.IPV4 : IpFamily.IPV6;
  }

  private static List<String> relay(RelayProfile relay) {
    List<String> lines = new ArrayList<>();
    lines.add(relay.interfaceName() + ": relay, " + plural(relay.peers().size(), "peer"));
    lines.add("  addresses: " + cidrs(relay.networkInterface().addresses()));
    int port = relay.networkInterface().listenPort();
    lines.add("  UDP port: " + (port == 0 ? "any free one" : Integer.toString(port)));
    for (PeerEntry peer : relay.peers()) {
      String where = peer.endpoint().map(ProfileSummary::text).orElse("wherever it comes from");
      lines.add("  peer %s at %s: %s".formatted(peer.name(), where, cidrs(peer.allowedIps())));
    }
    relay
        .forward()
        .ifPresent(f -> lines.add("  forwards" + (f.masquerade() ? ", with its own address" : "")));
    lines.addAll(relayDaita(relay));
    metrics(relay, lines);
    return lines;
  }

  private static void metrics(Profile profile, List<String> lines) {
    Optional<String> listen = profile.metrics().map(metrics -> text(metrics.listen()));
    listen.ifPresent(address -> lines.add("  metrics: http://" + address + "/metrics"));
  }

  private static String text(HostPort endpoint) {
    String host = endpoint.host();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + endpoint.port();
  }

  private static String cidrs(List<CidrAddress> cidrs) {
    return cidrs.stream().map(CidrAddress::toString).collect(Collectors.joining(", "));
  }

  private static String plural(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
