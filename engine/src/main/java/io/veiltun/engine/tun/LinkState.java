package io.veiltun.engine.tun;

import io.veiltun.engine.os.Libc;
import io.veiltun.engine.os.NetlinkAttributes;
import io.veiltun.engine.os.NetlinkMessage;
import io.veiltun.engine.os.NetlinkSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
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
  private static final int IFINFO = 16;

  /** rtgenmsg is one byte, which attributes follow at the next multiple of four. */
  private static final int RTGEN = 4;

  private static final int RTM_GETLINK = 18;
  private static final int RTM_NEWNSID = 88;
  private static final int RTM_GETNSID = 90;
  private static final int NETNSA_NSID = 1;
  private static final int NETNSA_FD = 3;
  private static final int NOT_ASSIGNED = -1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_TARGET_NETNSID = 46;
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
    socket.request(about(RTM_NEWNSID, namespace).attribute(NETNSA_NSID, NOT_ASSIGNED).build());
    int assigned = knownNumber(namespace);
    if (assigned == NOT_ASSIGNED) {
      throw new IOException("the other namespace got no number");
    }
    return assigned;
  }

  private int knownNumber(int namespace) {
    return socket.query(about(RTM_GETNSID, namespace).build()).stream()
        .flatMap(answer -> NetlinkAttributes.findInt(answer, RTGEN, NETNSA_NSID).stream())
        .findFirst()
        .orElse(NOT_ASSIGNED);
  }

  private static NetlinkMessage about(int type, int namespace) {
    return new NetlinkMessage(type, 0).bytes(new int[RTGEN]).attribute(NETNSA_FD, namespace);
  }

  private @Nullable Found link(String name, int number, boolean elsewhere) {
    NetlinkMessage question = new NetlinkMessage(RTM_GETLINK, 0).bytes(new int[IFINFO]);
    if (elsewhere) {
      question.attribute(IFLA_TARGET_NETNSID, number);
    }
    List<ByteBuffer> answers = socket.query(question.attribute(IFLA_IFNAME, name).build());
    if (answers.isEmpty()) {
      return null;
    }
    ByteBuffer link = answers.getFirst();
    boolean up = (link.getInt(NetlinkMessage.HEADER + 8) & IFF_UP) != 0;
    return NetlinkAttributes.findInt(link, IFINFO, IFLA_MTU)
        .map(mtu -> new Found(up, mtu, elsewhere))
        .orElse(null);
  }

  @Override
  public void close() {
    socket.close();
  }
}
