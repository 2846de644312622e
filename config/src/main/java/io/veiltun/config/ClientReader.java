package io.veiltun.config;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads a profile with hops. */
final class ClientReader {
  private final Problems problems;

  private ClientReader(Problems problems) {
    this.problems = problems;
  }

  static ProfileDraft read(Members root, KeyReader keys, Problems problems) {
    return new ClientReader(problems).read(root, keys);
  }

  private ProfileDraft read(Members root, KeyReader keys) {
    Members device = root.object("interface", Shapes.CLIENT_INTERFACE);
    KeyMaterial privateKey = keys.read(root, "privateKey");
    List<HopDraft> hops = hops(root, keys);
    boolean killSwitch = root.flag("killSwitch");
    MetricsListen metrics = CommonReader.metrics(root, problems);
    ChainRules.check(hops, problems);
    checkPrivateKeys(root, hops);
    InterfaceDraft tun = device(device, hops);
    if (killSwitch) {
      warnOfKillSwitch(root, tun, hops);
    }
    return () ->
        new ClientProfile(
            tun.build(),
            Optional.ofNullable(privateKey),
            built(hops),
            killSwitch,
            Optional.ofNullable(metrics));
  }

  /** What a kill switch does that its owner may not expect. */
  private void warnOfKillSwitch(Members root, InterfaceDraft tun, List<HopDraft> hops) {
    if (!hops.isEmpty()
        && hops.getLast().carried().stream().noneMatch(network -> network.prefixLength() == 0)) {
      problems.warn(
          root.at("killSwitch"),
          "the last hop's allowedIps have no default route (0.0.0.0/0 or ::/0), so only packets to"
              + " them are blocked outside the tunnel, and everything else passes");
    } else if (tun.dns().isEmpty()) {
      problems.warn(
          root.at("killSwitch"),
          "without /interface/dns names resolve only if the host's server is not in the local"
              + " network: DNS outside the tunnel is blocked");
    }
    for (HopDraft hop : hops) {
      if (hop.endpoint() != null && hop.endpoint().literal().isEmpty()) {
        problems.warn(
            hop.members().at("endpoint"),
            "a name can't be resolved while the kill switch blocks: prefer an address");
      }
    }
  }

  private List<HopDraft> hops(Members root, KeyReader keys) {
    List<HopDraft> hops = new ArrayList<>();
    for (Members members : root.objects("hops", 1, Ranges.MAX_HOPS, Shapes.HOP)) {
      hops.add(HopDraft.read(members, hops.size() + 1, keys, problems));
    }
    return hops;
  }

  private static List<Hop> built(List<HopDraft> hops) {
    int last = hops.size() - 1;
    return IntStream.range(0, hops.size()).mapToObj(i -> hops.get(i).build(i == last)).toList();
  }

  private void checkPrivateKeys(Members root, List<HopDraft> hops) {
    List<HopDraft> without = hops.stream().filter(hop -> !hop.members().has("privateKey")).toList();
    if (root.has("privateKey")) {
      if (without.isEmpty() && !hops.isEmpty()) {
        problems.warn(root.at("privateKey"), "not used, every hop has its own");
      }
    } else if (without.size() == hops.size()) {
      problems.error(root.at("privateKey"), "missing");
    } else {
      for (HopDraft hop : without) {
        problems.error(
            hop.members().at("privateKey"), "missing, and the profile has none for all hops");
      }
    }
  }

  private InterfaceDraft device(@Nullable Members device, List<HopDraft> hops) {
    if (device == null) {
      return new InterfaceDraft(null, OptionalInt.empty(), List.of());
    }
    List<Located<InetAddress>> dns = device.texts("dns", IpLiteral.FORM);
    List<Located<CidrAddress>> addresses = hops.isEmpty() ? List.of() : hops.getLast().addresses();
    InterfaceDraft draft =
        new InterfaceDraft(
            device.text("name", Names.INTERFACE),
            CommonReader.mtu(device, addresses, problems),
            Located.values(dns));
    if (!hops.isEmpty()) {
      warnOfDnsOutside(dns, hops.getLast().carried());
    }
    return draft;
  }

  private void warnOfDnsOutside(List<Located<InetAddress>> dns, List<CidrAddress> carried) {
    for (Located<InetAddress> server : dns) {
      if (carried.stream().noneMatch(network -> network.contains(server.value()))) {
        problems.warn(
            server.pointer(), "not in the last hop's allowedIps, so queries bypass the tunnel");
      }
    }
  }

  private record InterfaceDraft(@Nullable String name, OptionalInt mtu, List<InetAddress> dns) {
    ClientInterface build() {
      return new ClientInterface(requireNonNull(name), mtu, dns);
    }
  }
}
