package io.veiltun.cli.network;

import static io.veiltun.engine.os.NetlinkMessage.ACK;
import static io.veiltun.engine.os.NetlinkMessage.CREATE;
import static io.veiltun.engine.os.NetlinkMessage.DUMP;
import static io.veiltun.engine.os.NetlinkMessage.EXCLUSIVE;
import static io.veiltun.engine.os.NetlinkMessage.REQUEST;

import io.veiltun.engine.os.NetlinkMessage;
import java.nio.ByteBuffer;

/** The messages we send to the kernel; numbers from linux-dataplane Appendix A. */
final class RouteMessages {
  static final int TABLE_MAIN = 254;
  private static final int RTM_NEWLINK = 16;
  private static final int RTM_SETLINK = 19;
  private static final int RTM_NEWADDR = 20;
  private static final int RTM_DELADDR = 21;
  private static final int RTM_NEWROUTE = 24;
  private static final int RTM_DELROUTE = 25;
  private static final int RTM_GETROUTE = 26;
  private static final int RTM_NEWRULE = 32;
  private static final int RTM_DELRULE = 33;
  private static final int RTM_GETRULE = 34;
  private static final int ADD = REQUEST | ACK | EXCLUSIVE | CREATE;
  private static final int CHANGE = REQUEST | ACK;
  private static final int IFF_UP = 1;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_TXQLEN = 13;
  private static final int IFLA_AF_SPEC = 26;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_FLAGS = 8;
  private static final int IFA_F_NODAD = 2;
  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_TABLE = 15;
  private static final int RTPROT_BOOT = 3;
  private static final int RTN_UNICAST = 1;
  private static final int RTN_UNREACHABLE = 7;
  private static final int SCOPE_UNIVERSE = 0;
  private static final int SCOPE_LINK = 253;
  private static final int FRA_PRIORITY = 6;
  private static final int FRA_FWMARK = 10;
  private static final int FRA_SUPPRESS_PREFIXLEN = 14;
  private static final int FRA_TABLE = 15;
  private static final int FR_ACT_TO_TBL = 1;
  private static final int FIB_RULE_INVERT = 2;

  private RouteMessages() {}

  /** Sets both, and brings the link up or leaves it as it is. */
  static ByteBuffer link(int index, int mtu, int txQueueLength, boolean up) {
    return new NetlinkMessage(RTM_NEWLINK, CHANGE)
        .bytes(0, 0, 0, 0)
        .word(index)
        .word(up ? IFF_UP : 0)
        .word(up ? IFF_UP : 0)
        .attribute(IFLA_MTU, mtu)
        .attribute(IFLA_TXQLEN, txQueueLength)
        .build();
  }

  /** No link-local address, hence no router solicitation as the first packet of the tunnel. */
  static ByteBuffer noAddressGeneration(int index) {
    // AF_SPEC { AF_INET6 (10) { INET6_ADDR_GEN_MODE (8) = NONE (1) } }
    byte[] nested = {12, 0, 10, 0, 5, 0, 8, 0, 1, 0, 0, 0};
    return new NetlinkMessage(RTM_SETLINK, CHANGE)
        .bytes(0, 0, 0, 0)
        .word(index)
        .word(0)
        .word(0)
        .attribute(IFLA_AF_SPEC, nested)
        .build();
  }

  static ByteBuffer addAddress(int index, Cidr cidr) {
    NetlinkMessage message = address(RTM_NEWADDR, ADD, index, cidr);
    if (cidr.family() == Family.INET6) {
      message.attribute(IFA_FLAGS, IFA_F_NODAD);
    }
    return message.build();
  }

  static ByteBuffer deleteAddress(int index, Cidr cidr) {
    return address(RTM_DELADDR, CHANGE, index, cidr).build();
  }

  private static NetlinkMessage address(int type, int flags, int index, Cidr cidr) {
    byte[] bytes = cidr.address().getAddress();
    return new NetlinkMessage(type, flags)
        .bytes(cidr.family().number(), cidr.prefixLength(), 0, 0)
        .word(index)
        .attribute(IFA_LOCAL, bytes)
        .attribute(IFA_ADDRESS, bytes);
  }

  static ByteBuffer addRoute(int index, Cidr cidr, int table) {
    return route(RTM_NEWROUTE, ADD, cidr, table, RTN_UNICAST).attribute(RTA_OIF, index).build();
  }

  static ByteBuffer deleteRoute(int index, Cidr cidr, int table) {
    return route(RTM_DELROUTE, CHANGE, cidr, table, RTN_UNICAST).attribute(RTA_OIF, index).build();
  }

  /** A route that answers with an error and has no interface. */
  static ByteBuffer refuse(Cidr cidr, int table) {
    return route(RTM_NEWROUTE, ADD, cidr, table, RTN_UNREACHABLE).build();
  }

  static ByteBuffer endRefusal(Cidr cidr, int table) {
    return route(RTM_DELROUTE, CHANGE, cidr, table, RTN_UNREACHABLE).build();
  }

  private static NetlinkMessage route(int type, int flags, Cidr cidr, int table, int kind) {
    boolean link = cidr.family() == Family.INET && kind == RTN_UNICAST;
    int scope = link ? SCOPE_LINK : SCOPE_UNIVERSE;
    NetlinkMessage message =
        new NetlinkMessage(type, flags)
            .bytes(cidr.family().number(), cidr.prefixLength(), 0, 0)
            .bytes(inByte(table), RTPROT_BOOT, scope, kind)
            .word(0);
    if (!cidr.isDefault()) {
      message.attribute(RTA_DST, cidr.network().address().getAddress());
    }
    if (inByte(table) == 0) {
      message.attribute(RTA_TABLE, table);
    }
    return message;
  }

  static ByteBuffer addRule(Rule rule) {
    return rule(RTM_NEWRULE, ADD, rule);
  }

  static ByteBuffer deleteRule(Rule rule) {
    return rule(RTM_DELRULE, CHANGE, rule);
  }

  private static ByteBuffer rule(int type, int flags, Rule rule) {
    boolean byMark = rule.kind() == Rule.Kind.NOT_MARKED;
    NetlinkMessage message =
        new NetlinkMessage(type, flags)
            .bytes(rule.family().number(), 0, 0, 0)
            .bytes(inByte(rule.table()), 0, 0, FR_ACT_TO_TBL)
            .word(byMark ? FIB_RULE_INVERT : 0);
    if (inByte(rule.table()) == 0) {
      message.attribute(FRA_TABLE, rule.table());
    }
    if (byMark) {
      message.attribute(FRA_FWMARK, rule.mark());
    } else {
      message.attribute(FRA_SUPPRESS_PREFIXLEN, 0);
    }
    if (rule.priority() != 0) {
      message.attribute(FRA_PRIORITY, rule.priority());
    }
    return message.build();
  }

  static ByteBuffer dumpRules(Family family) {
    return new NetlinkMessage(RTM_GETRULE, REQUEST | DUMP)
        .bytes(family.number(), 0, 0, 0, 0, 0, 0, 0)
        .word(0)
        .build();
  }

  static ByteBuffer dumpRoutes(Family family) {
    return new NetlinkMessage(RTM_GETROUTE, REQUEST | DUMP)
        .bytes(family.number(), 0, 0, 0, 0, 0, 0, 0)
        .word(0)
        .build();
  }

  /** The table as it fits the header's byte; 0 means: too large, it is in an attribute. */
  private static int inByte(int table) {
    return table > 255 ? 0 : table;
  }
}
