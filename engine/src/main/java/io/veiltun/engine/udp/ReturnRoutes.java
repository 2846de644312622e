package io.veiltun.engine.udp;

import io.veiltun.engine.os.NetlinkAttributes;
import io.veiltun.engine.os.NetlinkMessage;
import io.veiltun.engine.os.NetlinkSocket;
import io.veiltun.engine.packet.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the kernel by which interface an answer would leave (RTM_GETROUTE, linux-dataplane §10.5).
 * {@link #returnsBy} belongs to the send loop.
 */
final class ReturnRoutes implements StickySources.Routes, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReturnRoutes.class);
  private static final int RTM_GETROUTE = 26;
  private static final int RTMSG = 12;
  private static final int RTA_DST = 1;
  private static final int RTA_SRC = 2;
  private static final int RTA_OIF = 4;
  private static final int RTA_MARK = 16;

  private final @Nullable NetlinkSocket socket;
  private volatile int mark;

  /** Opens a conversation with the namespace of the calling thread; without one, all is well. */
  ReturnRoutes(int mark) {
    this.mark = mark;
    NetlinkSocket opened = null;
    try {
      opened = NetlinkSocket.open();
    } catch (IOException e) {
      LOG.debug("routes can't be asked for", e);
    }
    socket = opened;
  }

  /** The mark that datagrams carry from now on. Any thread. */
  void mark(int value) {
    mark = value;
  }

  @Override
  public boolean returnsBy(Endpoint endpoint) {
    byte[] local = endpoint.localAddress();
    int came = endpoint.localInterface();
    if (socket == null || local == null || came == 0) {
      return true;
    }
    try {
      List<ByteBuffer> answers = socket.query(question(endpoint, local));
      return answers.isEmpty() || leavesBy(answers.getFirst()) == came;
    } catch (UncheckedIOException e) {
      // No route from there, or the address is gone.
      return false;
    }
  }

  private ByteBuffer question(Endpoint endpoint, byte[] local) {
    int bits = 8 * local.length;
    NetlinkMessage message =
        new NetlinkMessage(RTM_GETROUTE, 0)
            .bytes(bits == 32 ? UdpSocket.AF_INET : UdpSocket.AF_INET6, bits, bits)
            .bytes(new int[RTMSG - 3])
            .attribute(RTA_DST, endpoint.address())
            .attribute(RTA_SRC, local);
    if (mark != 0) {
      message.attribute(RTA_MARK, mark);
    }
    if (endpoint.scopeId() != 0) {
      message.attribute(RTA_OIF, endpoint.scopeId());
    }
    return message.build();
  }

  private static int leavesBy(ByteBuffer answer) {
    return NetlinkAttributes.findInt(answer, RTMSG, RTA_OIF).orElse(0);
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.close();
    }
  }
}
