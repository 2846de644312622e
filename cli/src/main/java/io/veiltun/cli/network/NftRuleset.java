package io.veiltun.cli.network;

import java.util.ArrayList;
import java.util.List;

/** The text of our firewall table: only what the request needs, everything in one transaction. */
final class NftRuleset {
  private final String interfaceName;
  private final List<String> chains = new ArrayList<>();

  NftRuleset(String interfaceName) {
    this.interfaceName = interfaceName;
  }

  static String table(String interfaceName) {
    return "veiltun_" + word(interfaceName);
  }

  /** What nft takes: letters and digits, everything else as its code, so two never collide. */
  static String word(String interfaceName) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < interfaceName.length(); i++) {
      char c = interfaceName.charAt(i);
      if (c < 128 && Character.isLetterOrDigit(c)) {
        name.append(c);
      } else {
        name.append('_').append(Integer.toHexString(c));
      }
    }
    return name.toString();
  }

  /** Forwarded packets of peers leave with the host's address. */
  NftRuleset masquerade() {
    chains.add(
        """
          chain hide_peers {
            type nat hook postrouting priority 100; policy accept;
            iifname "%1$s" oifname != "%1$s" masquerade
          }
        """
            .formatted(interfaceName));
    return this;
  }

  /**
   * What wg-quick loads beside a default route (linux-dataplane §10.1): nobody on the local network
   * reaches the tunnel's addresses from outside it, and answers to marked datagrams get the mark
   * back, so that they pass strict reverse path filtering.
   */
  NftRuleset markedAnswers(List<Cidr> addresses, int mark) {
    StringBuilder foreign = new StringBuilder();
    for (Cidr address : addresses) {
      foreign.append(
          "    iifname != \"%s\" %s daddr %s fib saddr type != local drop\n"
              .formatted(
                  interfaceName,
                  address.family() == Family.INET ? "ip" : "ip6",
                  address.address().getHostAddress()));
    }
    chains.add(
        """
          chain preraw {
            type filter hook prerouting priority -300; policy accept;
        %s  }
          chain premangle {
            type filter hook prerouting priority -150; policy accept;
            meta l4proto udp meta mark set ct mark
          }
          chain postmangle {
            type filter hook postrouting priority -150; policy accept;
            meta l4proto udp meta mark %d ct mark set mark
          }
        """
            .formatted(foreign, mark));
    return this;
  }

  /** The script; an older table of the same name is replaced. */
  String text() {
    String table = "table inet " + table(interfaceName);
    return table + " {}\ndelete " + table + "\n" + table + " {\n" + String.join("", chains) + "}\n";
  }
}
