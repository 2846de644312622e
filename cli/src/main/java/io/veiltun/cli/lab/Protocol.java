package io.veiltun.cli.lab;

import java.util.Locale;

/** What a captured packet carries, as far as an observer without keys can name it. */
public enum Protocol {
  TCP,
  UDP,
  ICMP,
  /** ARP and ICMPv6 neighbour discovery and listener reports: a link talking to itself. */
  NEIGHBOUR,
  OTHER;

  @Override
  public String toString() {
    return this == NEIGHBOUR ? "ARP/ND" : this == OTHER ? "other" : name().toUpperCase(Locale.ROOT);
  }
}
