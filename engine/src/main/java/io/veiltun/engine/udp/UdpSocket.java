package io.veiltun.engine.udp;

import io.veiltun.engine.os.Layouts;
import io.veiltun.engine.os.Libc;
import io.veiltun.engine.os.Offloads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One bound socket of one address family with its options (linux-dataplane §4.1). */
final class UdpSocket {
  private static final Logger LOG = LoggerFactory.getLogger(UdpSocket.class);
  static final int SOL_UDP = 17;
  static final int UDP_SEGMENT = 103;
  static final int UDP_GRO = 104;
  static final int IPPROTO_IP = 0;
  static final int IPPROTO_IPV6 = 41;
  static final int IP_PKTINFO = 8;
  static final int IPV6_PKTINFO = 50;

  static final short AF_INET = 2;
  static final short AF_INET6 = 10;

  static final ValueLayout.OfShort NET_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final int DGRAM_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_ERROR = 4;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_MARK = 36;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int IPV6_MTU_DISCOVER = 23;
  private static final int IPV6_V6ONLY = 26;
  private static final int IPV6_RECVPKTINFO = 49;
  private static final int PMTUDISC_DONT = 0;
  private static final int CLOSE_SECONDS = 2;

  private final int fd;
  private final boolean ipv4;
  private final int port;
  private final boolean gro;
  private final boolean gso;
  private final AtomicInteger users = new AtomicInteger(2);
  private final CountDownLatch closed = new CountDownLatch(1);

  private UdpSocket(int fd, boolean ipv4, int port, boolean gro, boolean gso) {
    this.fd = fd;
    this.ipv4 = ipv4;
    this.port = port;
    this.gro = gro;
    this.gso = gso;
  }

  int fd() {
    return fd;
  }

  boolean isIpv4() {
    return ipv4;
  }

  int port() {
    return port;
  }

  /** Whether received datagrams may come merged. */
  boolean gro() {
    return gro;
  }

  /** Whether UDP_SEGMENT may be tried. */
  boolean gso() {
    return gso;
  }

  /** Takes and forgets the pending error. */
  void clearError() {
    Libc.getsockopt(fd, SOL_SOCKET, SO_ERROR);
  }

  int mark(int value) {
    return Libc.setsockopt(fd, SOL_SOCKET, SO_MARK, value);
  }

  /** One direction needs the descriptor no more; the second such call closes it. */
  void leave() {
    if (users.decrementAndGet() == 0) {
      Libc.close(fd);
      closed.countDown();
    }
  }

  /** Waits until the port is free again, within reason: a loop may be closed. */
  void awaitClosed() {
    try {
      if (!closed.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("port {} is still in use by a busy loop", port);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static UdpSocket bind(boolean ipv4, int port, UdpTransport.Options options)
      throws UdpTransport.BindException {
    int fd = Libc.socket(ipv4 ? AF_INET : AF_INET6, DGRAM_NONBLOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw new UdpTransport.BindException(ipv4 ? "IPv4 socket" : "IPv6 socket", -fd);
    }
    try {
      int actual = configure(fd, ipv4, port, options);
      boolean offloads = options.offloads() == Offloads.AUTO;
      boolean gro =
          offloads
              && kernelAtLeast(5, 12)
              && Libc.setsockopt(fd, SOL_UDP, UDP_GRO, 1) == 0
              && Libc.getsockopt(fd, SOL_UDP, UDP_GRO) == 1;
      boolean gso = offloads && Libc.getsockopt(fd, SOL_UDP, UDP_SEGMENT) >= 0;
      return new UdpSocket(fd, ipv4, actual, gro, gso);
    } catch (UdpTransport.BindException e) {
      Libc.close(fd);
      throw e;
    }
  }

  private static int configure(int fd, boolean ipv4, int port, UdpTransport.Options options)
      throws UdpTransport.BindException {
    grow(fd, SO_RCVBUF, SO_RCVBUFFORCE, options.receiveBuffer());
    grow(fd, SO_SNDBUF, SO_SNDBUFFORCE, options.sendBuffer());
    if (ipv4) {
      Libc.setsockopt(fd, IPPROTO_IP, IP_PKTINFO, 1);
      Libc.setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, PMTUDISC_DONT);
    } else {
      int only = Libc.setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
      if (only < 0) {
        throw new UdpTransport.BindException("IPV6_V6ONLY", -only);
      }
      Libc.setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
      Libc.setsockopt(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, PMTUDISC_DONT);
    }
    if (options.fwmark() != 0) {
      int marked = Libc.setsockopt(fd, SOL_SOCKET, SO_MARK, options.fwmark());
      if (marked < 0) {
        throw new UdpTransport.BindException("fwmark " + options.fwmark(), -marked);
      }
    }
    return bindAny(fd, ipv4, port);
  }

  private static void grow(int fd, int option, int force, int bytes) {
    Libc.setsockopt(fd, SOL_SOCKET, option, bytes);
    Libc.setsockopt(fd, SOL_SOCKET, force, bytes);
  }

  private static int bindAny(int fd, boolean ipv4, int port) throws UdpTransport.BindException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(Layouts.SOCKADDR_IN6 + 4, 8);
      int length = ipv4 ? Layouts.SOCKADDR_IN : Layouts.SOCKADDR_IN6;
      name.set(ValueLayout.JAVA_SHORT, 0, ipv4 ? AF_INET : AF_INET6);
      name.set(NET_SHORT, 2, (short) port);
      int bound = Libc.bind(fd, name.address(), length);
      if (bound < 0) {
        throw new UdpTransport.BindException("bind", -bound);
      }
      name.set(ValueLayout.JAVA_INT, Layouts.SOCKADDR_IN6, Layouts.SOCKADDR_IN6);
      long lengthAddress = name.address() + Layouts.SOCKADDR_IN6;
      int named = Libc.getsockname(fd, name.address(), lengthAddress);
      if (named < 0) {
        throw new UdpTransport.BindException("getsockname", -named);
      }
      return name.get(NET_SHORT, 2) & 0xFFFF;
    }
  }

  private static boolean kernelAtLeast(int major, int minor) {
    String[] parts = System.getProperty("os.version", "0.0").split("[^0-9]+", 3);
    int actual = Integer.parseInt(parts[0]);
    return actual > major || (actual == major && Integer.parseInt(parts[1]) >= minor);
  }
}
