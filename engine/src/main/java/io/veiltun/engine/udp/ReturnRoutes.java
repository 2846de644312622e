package io.veiltun.engine.udp;

import io.veiltun.engine.os.NetlinkSocket;
import io.veiltun.engine.packet.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
  private static final short RTM_GETROUTE = 26;
  private static final int HEADERS = 16 + 12;
  private static final short RTA_DST = 1;
  private static final short RTA_SRC = 2;
  private static final short RTA_OIF = 4;
  private static final short RTA_MARK = 16;

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
    int size = local.length;
    ByteBuffer message = ByteBuffer.allocateDirect(HEADERS + 2 * (4 + size) + 2 * 8);
    message.order(ByteOrder.nativeOrder());
    message.putShort(4, RTM_GETROUTE);
    message.put(16, (byte) (size == 4 ? UdpSocket.AF_INET : UdpSocket.AF_INET6));
    message.put(17, (byte) (size * 8)).put(18, (byte) (size * 8));
    message.position(HEADERS);
    message.putShort((short) (4 + size)).putShort(RTA_DST).put(endpoint.address());
    message.putShort((short) (4 + size)).putShort(RTA_SRC).put(local);
    if (mark != 0) {
      message.putShort((short) 8).putShort(RTA_MARK).putInt(mark);
    }
    if (endpoint.scopeId() != 0) {
      message.putShort((short) 8).putShort(RTA_OIF).putInt(endpoint.scopeId());
    }
    return message.flip();
  }

  private static int leavesBy(ByteBuffer answer) {
    int at = HEADERS;
    while (at + 8 <= answer.limit()) {
      int length = answer.getShort(at) & 0xFFFF;
      if (length < 4) {
        break;
      }
      if (answer.getShort(at + 2) == RTA_OIF) {
        return answer.getInt(at + 4);
      }
      at += length + 3 & ~3;
    }
    return 0;
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.close();
    }
  }
}
