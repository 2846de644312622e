package io.veiltun.cli.network;

import io.veiltun.engine.os.NetlinkAttributes;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * Numbers nobody on this host uses yet, for a tunnel that takes the default route.
 *
 * @param table the routing table; also the firewall mark of the tunnel's own datagrams
 * @param priority of the rule that looks into main first; the rule for unmarked packets has the
 *     next one
 */
public record PolicyNumbers(int table, int priority) {
  private static final int FIRST_TABLE = 51820;
  private static final int LAST_PRIORITY = 32764;

  /** Of both rtmsg and fib_rule_hdr. */
  private static final int HEADER = 12;

  private static final int FRA_PRIORITY = 6;
  private static final int FRA_OR_RTA_TABLE = 15;

  /** The mark the tunnel's sockets must set (SO_MARK). */
  public int mark() {
    return table;
  }

  /** Table 51820 and priorities 32764 and 32765, or the next free ones (linux-dataplane §10.1). */
  public static PolicyNumbers free(Netlink netlink) {
    Set<Integer> tables = new HashSet<>();
    Set<Integer> priorities = new HashSet<>();
    for (Family family : Family.values()) {
      for (ByteBuffer rule : netlink.dump(RouteMessages.dumpRules(family))) {
        NetlinkAttributes.findInt(rule, HEADER, FRA_PRIORITY).ifPresent(priorities::add);
        NetlinkAttributes.findInt(rule, HEADER, FRA_OR_RTA_TABLE).ifPresent(tables::add);
      }
      for (ByteBuffer route : netlink.dump(RouteMessages.dumpRoutes(family))) {
        NetlinkAttributes.findInt(route, HEADER, FRA_OR_RTA_TABLE).ifPresent(tables::add);
      }
    }
    int table = FIRST_TABLE;
    while (tables.contains(table)) {
      table++;
    }
    int priority = LAST_PRIORITY;
    while (priorities.contains(priority) || priorities.contains(priority + 1)) {
      priority -= 2;
    }
    return new PolicyNumbers(table, priority);
  }
}
