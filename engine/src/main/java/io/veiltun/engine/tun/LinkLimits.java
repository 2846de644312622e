package io.veiltun.engine.tun;

import io.veiltun.engine.os.NetlinkMessage;
import io.veiltun.engine.os.NetlinkSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Limits on the super-packets the kernel makes for a link, set by rtnetlink(7). */
final class LinkLimits {
  private static final Logger LOG = LoggerFactory.getLogger(LinkLimits.class);
  private static final int MAX_UDP_PAYLOAD = 65507;
  private static final int MAX_UDP_SEGMENTS = 64;
  private static final int RTM_NEWLINK = 16;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_GSO_MAX_SEGS = 40;
  private static final int IFINFO = 16;

  private LinkLimits() {}

  /**
   * Makes the packets of one TUN read, at {@code datagram} bytes each on the wire, fit one
   * UDP_SEGMENT send. Best effort: without it a read just costs two sends.
   */
  static void fitReads(String name, int datagram) {
    int segments = Math.clamp(MAX_UDP_PAYLOAD / datagram, 1, MAX_UDP_SEGMENTS);
    try (NetlinkSocket socket = NetlinkSocket.open()) {
      int result = socket.request(message(name, segments));
      if (result < 0) {
        LOG.debug("{}: gso_max_segs {} refused with {}", name, segments, result);
      }
    } catch (IOException e) {
      LOG.debug("{}: gso_max_segs not set", name, e);
    }
  }

  private static ByteBuffer message(String name, int segments) {
    return new NetlinkMessage(RTM_NEWLINK, 0)
        .bytes(new int[IFINFO])
        .attribute(IFLA_IFNAME, name)
        .attribute(IFLA_GSO_MAX_SEGS, segments)
        .build();
  }
}
