package io.veiltun.engine.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Tells that something changed in the kernel's tables of links, addresses, routes or rules,
 * rtnetlink(7) (linux-dataplane §10.5). What changed has to be asked for: a notification may be
 * late, and some may have been lost. Never blocks; one thread at a time.
 */
public final class NetlinkEvents implements AutoCloseable {
  /** Links came, went or changed. */
  public static final int LINKS = 0x1;

  /** Addresses, routes or routing rules of either family changed. */
  public static final int ADDRESSES_AND_ROUTES = 0x10 | 0x40 | 0x80 | 0x100 | 0x400 | 0x40000;

  /** A namespace was given or lost its number. */
  public static final int NAMESPACES = 0x8000000;

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_LISTEN_ALL_NSID = 8;
  private static final int SOCKADDR_NL = 12;
  private static final int GROUPS = 8;
  private static final int BUFFER = 4096;

  /** One read at most takes what waits; more than this is left for the next event. */
  private static final int READS = 64;

  private final int fd;
  private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER, 8);
  private boolean closed;

  private NetlinkEvents(int fd) {
    this.fd = fd;
  }

  /**
   * Listens in the network namespace of the calling thread.
   *
   * @param groups any of the constants of this class, or-ed
   * @throws IOException if the kernel refuses
   */
  public static NetlinkEvents open(int groups) throws IOException {
    int fd = Libc.socket(AF_NETLINK, SOCK_RAW_NONBLOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw Errno.failure("netlink socket", fd);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(SOCKADDR_NL, 8);
      name.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
      name.set(ValueLayout.JAVA_INT, GROUPS, groups);
      int bound = Libc.bind(fd, name.address(), SOCKADDR_NL);
      if (bound < 0) {
        Libc.close(fd);
        throw Errno.failure("netlink notifications", bound);
      }
    }
    return new NetlinkEvents(fd);
  }

  /**
   * Listens also in every namespace that has a number in this one.
   *
   * @return false without CAP_NET_BROADCAST, or where the kernel is too old
   */
  public boolean everywhere() {
    return Libc.setsockopt(fd, SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, 1) == 0;
  }

  /** The descriptor, readable when something changed. */
  public int fd() {
    return fd;
  }

  /** Takes the notifications that wait. Any error, such as a lost one, counts as one. */
  public boolean drain() {
    boolean any = false;
    for (int i = 0; i < READS; i++) {
      int read = Libc.read(fd, buffer.address(), BUFFER);
      if (read == -Errno.EAGAIN) {
        break;
      }
      any = true;
    }
    return any;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Libc.close(fd);
    }
  }
}
