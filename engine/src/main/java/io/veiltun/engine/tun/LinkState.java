package io.veiltun.engine.tun;

import io.veiltun.engine.os.Libc;
import io.veiltun.engine.os.NetlinkSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a TUN's link in whatever network namespace it is now. The namespace is named by a number
 * that ours has for it, so that nothing of ours lives there and keeps it from being deleted.
 */
final class LinkState implements AutoCloseable {
  /**
   * What was found.
   *
   * @param up whether the link is set up
   * @param mtu in bytes
   * @param elsewhere whether it is in another namespace than ours
   */
  record Found(boolean up, int mtu, boolean elsewhere) {}

  private static final long TUNGETDEVNETNS = 0x54E3;
  private static final int HEADER = 16;
  private static final int IFINFO = 16;
  private static final short RTM_GETLINK = 18;
  private static final short RTM_NEWNSID = 88;
  private static final short RTM_GETNSID = 90;
  private static final short NETNSA_NSID = 1;
  private static final short NETNSA_FD = 3;
  private static final int NOT_ASSIGNED = -1;
  private static final short IFLA_IFNAME = 3;
  private static final short IFLA_MTU = 4;
  private static final short IFLA_TARGET_NETNSID = 46;
  private static final int IFF_UP = 1;

  private final int fd;
  private final NetlinkSocket socket;
  private final String home;

  /** Asks from the namespace of the calling thread. */
  LinkState(int fd) throws IOException {
    this.fd = fd;
    home = Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
    socket = NetlinkSocket.open();
  }

  /** Whether the interface was deleted. */
  boolean isGone() {
    return TunDescriptor.currentName(fd) == null;
  }

  /** The link's state, or null if it is on its way to somewhere else, or gone. */
  @Nullable Found find() {
    String name = TunDescriptor.currentName(fd);
    if (name == null) {
      return null;
    }
    int namespace = Libc.ioctl(fd, TUNGETDEVNETNS, 0);
    try {
      boolean elsewhere = namespace >= 0 && !home.equals(identity(namespace));
      return link(name, elsewhere ? number(namespace) : NOT_ASSIGNED, elsewhere);
    } catch (IOException | UncheckedIOException e) {
      return null;
    } finally {
      if (namespace >= 0) {
        Libc.close(namespace);
      }
    }
  }

  private static String identity(int namespace) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/fd/" + namespace)).toString();
  }

  private int number(int namespace) throws IOException {
    int known = knownNumber(namespace);
    if (known != NOT_ASSIGNED) {
      return known;
    }
    ByteBuffer assign = message(RTM_NEWNSID, 4, 16);
    attribute(assign, NETNSA_FD, namespace);
    attribute(assign, NETNSA_NSID, NOT_ASSIGNED);
    socket.request(assign.flip());
    int assigned = knownNumber(namespace);
    if (assigned == NOT_ASSIGNED) {
      throw new IOException("the other namespace got no number");
    }
    return assigned;
  }

  private int knownNumber(int namespace) {
    ByteBuffer question = message(RTM_GETNSID, 4, 8);
    attribute(question, NETNSA_FD, namespace);
    for (ByteBuffer answer : socket.query(question.flip())) {
      int at = attribute(answer, HEADER + 4, NETNSA_NSID);
      if (at >= 0) {
        return answer.getInt(at);
      }
    }
    return NOT_ASSIGNED;
  }

  private @Nullable Found link(String name, int number, boolean elsewhere) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer question = message(RTM_GETLINK, IFINFO, 8 + 20);
    if (elsewhere) {
      attribute(question, IFLA_TARGET_NETNSID, number);
    }
    int at = question.position();
    int length = 4 + bytes.length + 1;
    question.putShort((short) length).putShort(IFLA_IFNAME).put(bytes);
    question.position(at + (length + 3 & ~3));
    List<ByteBuffer> answers = socket.query(question.flip());
    if (answers.isEmpty()) {
      return null;
    }
    ByteBuffer link = answers.getFirst();
    int mtu = attribute(link, HEADER + IFINFO, IFLA_MTU);
    if (mtu < 0) {
      return null;
    }
    return new Found((link.getInt(HEADER + 8) & IFF_UP) != 0, link.getInt(mtu), elsewhere);
  }

  private static ByteBuffer message(short type, int header, int attributes) {
    ByteBuffer message =
        ByteBuffer.allocateDirect(HEADER + header + attributes).order(ByteOrder.nativeOrder());
    message.putShort(4, type);
    return message.position(HEADER + header);
  }

  private static void attribute(ByteBuffer message, short type, int value) {
    message.putShort((short) 8).putShort(type).putInt(value);
  }

  /** Where the payload of the first attribute of {@code type} begins, or -1. */
  private static int attribute(ByteBuffer message, int from, short type) {
    int at = from;
    while (at + 8 <= message.limit()) {
      int length = message.getShort(at) & 0xFFFF;
      if (length < 4) {
        return -1;
      }
      if (message.getShort(at + 2) == type) {
        return at + 4;
      }
      at += length + 3 & ~3;
    }
    return -1;
  }

  @Override
  public void close() {
    socket.close();
  }
}
