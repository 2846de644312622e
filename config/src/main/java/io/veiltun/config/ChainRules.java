package io.veiltun.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The rules that tie the hops of a chain together. */
final class ChainRules {
  private final List<HopDraft> hops;
  private final Problems problems;

  private ChainRules(List<HopDraft> hops, Problems problems) {
    this.hops = hops;
    this.problems = problems;
  }

  static void check(List<HopDraft> hops, Problems problems) {
    ChainRules rules = new ChainRules(hops, problems);
    rules.checkUnique();
    rules.checkOnlyLastHasAllowedIps();
    rules.checkEndpointsAreReachable();
    if (!hops.isEmpty()) {
      rules.warnOfFamiliesWithoutAddress(hops.getLast());
    }
  }

  private void checkUnique() {
    Unique<String> names = new Unique<>("already the name of", problems);
    Unique<PublicKeyText> publicKeys = new Unique<>("already the public key of", problems);
    for (HopDraft hop : hops) {
      names.claim(hop.name(), hop.pointer(), hop.members().at("name"));
      publicKeys.claim(hop.publicKey(), hop.pointer(), hop.members().at("publicKey"));
    }
  }

  private void checkOnlyLastHasAllowedIps() {
    for (HopDraft hop : hops.subList(0, Math.max(0, hops.size() - 1))) {
      if (hop.members().has("allowedIps")) {
        problems.error(hop.members().at("allowedIps"), "only matters on the last hop, remove it");
      }
    }
  }

  private void checkEndpointsAreReachable() {
    for (int i = 1; i < hops.size(); i++) {
      HopDraft hop = hops.get(i);
      HopDraft carrier = hops.get(i - 1);
      Optional<InetAddress> address =
          Optional.ofNullable(hop.endpoint()).flatMap(HostPort::literal);
      if (address.isEmpty() || carrier.addresses().isEmpty()) {
        continue;
      }
      if (!carrier.hasFamily(address.get() instanceof Inet6Address)) {
        String family = IpLiteral.family(address.get());
        problems.error(
            hop.members().at("endpoint"),
            family
                + ", but "
                + carrier.members().at("addresses")
                + " has no "
                + family
                + " address");
      }
    }
  }

  private void warnOfFamiliesWithoutAddress(HopDraft last) {
    for (boolean ipv6 : new boolean[] {false, true}) {
      boolean routed = last.carried().stream().anyMatch(network -> network.ipv6() == ipv6);
      if (routed && !last.hasFamily(ipv6)) {
        String family = ipv6 ? "IPv6" : "IPv4";
        problems.warn(
            last.members().at("addresses"),
            "no " + family + " address, so " + family + " is blocked instead of carried");
      }
    }
  }
}
