package io.veiltun.cli.network;

import java.util.Objects;

/**
 * A policy rule of the two kinds that send everything but the tunnel's own datagrams into it.
 *
 * @param family IPv4 or IPv6
 * @param kind which of the two
 * @param priority its place among the rules, lower first; 0 lets the kernel choose
 * @param mark the firewall mark of the tunnel's datagrams; 0 for {@link Kind#SUPPRESS_DEFAULT}
 * @param table the table it looks up
 */
public record Rule(Family family, Kind kind, int priority, int mark, int table) {
  /** What a rule is for. */
  public enum Kind {
    /** {@code not fwmark MARK lookup TABLE}. */
    NOT_MARKED,
    /** {@code lookup main suppress_prefixlength 0}: local networks stay reachable. */
    SUPPRESS_DEFAULT
  }

  /** Checks for null. */
  public Rule {
    Objects.requireNonNull(family);
    Objects.requireNonNull(kind);
  }

  static Rule notMarked(Family family, int priority, int mark, int table) {
    return new Rule(family, Kind.NOT_MARKED, priority, mark, table);
  }

  static Rule suppressDefault(Family family, int priority) {
    return new Rule(family, Kind.SUPPRESS_DEFAULT, priority, 0, RouteMessages.TABLE_MAIN);
  }

  @Override
  public String toString() {
    String what =
        kind == Kind.NOT_MARKED
            ? "not fwmark " + mark + " lookup " + table
            : "lookup main suppress_prefixlength 0";
    return (family == Family.INET ? "IPv4" : "IPv6") + " rule " + priority + ": " + what;
  }
}
