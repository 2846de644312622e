package io.veiltun.engine.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A packet socket (packet(7)) that sees every frame entering or leaving one device, as tcpdump's
 * does. It asks for the virtio header, so that a segmentation super-packet tells the size of the
 * packets it stands for. One thread at a time; every accessor speaks of the last {@link #receive}.
 */
public final class RawSocket implements AutoCloseable {
  /** What {@link #receive} returns when nothing came within the time limit. */
  public static final int NOTHING = 0;

  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int ETH_P_ALL = 3;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_TIMESTAMPNS = 35;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_STATISTICS = 6;
  private static final int PACKET_VNET_HDR = 15;
  private static final int MSG_TRUNC = 0x20;
  private static final int PACKET_OUTGOING = 4;
  private static final int ARPHRD_ETHER = 1;
  private static final int EAGAIN = 11;
  private static final int EINTR = 4;

  private static final int VNET_HEADER = 10;
  private static final int ADDRESS_LENGTH = 20;
  private static final int CONTROL_LENGTH = 64;
  private static final int CMSG_DATA = 16;

  // struct msghdr on 64-bit Linux
  private static final int MSG_NAME = 0;
  private static final int MSG_NAMELEN = 8;
  private static final int MSG_IOV = 16;
  private static final int MSG_IOVLEN = 24;
  private static final int MSG_CONTROL = 32;
  private static final int MSG_CONTROLLEN = 40;
  private static final int MSG_LENGTH = 56;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO_FIELD =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final ValueLayout.OfShort SHORT_BE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final MethodHandle SOCKET =
      handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle BIND =
      handle("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      handle(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle GETSOCKOPT =
      handle(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle RECVMSG =
      handle("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle IF_NAMETOINDEX =
      handle("if_nametoindex", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
  private final MemorySegment message = arena.allocate(MSG_LENGTH, 8);
  private final MemorySegment vector = arena.allocate(32, 8);
  private final MemorySegment control = arena.allocate(CONTROL_LENGTH, 8);
  private final MemorySegment address = arena.allocate(ADDRESS_LENGTH, 8);
  private final MemorySegment virtio = arena.allocate(VNET_HEADER, 8);
  private final MemorySegment statistics = arena.allocate(16, 8);
  private final MemorySegment packet;
  private final int fd;
  private long dropped;
  private boolean closed;

  private RawSocket(int fd, int snapLength) {
    this.fd = fd;
    packet = arena.allocate(snapLength, 64);
    vector.set(ADDRESS, 0, virtio);
    vector.set(JAVA_LONG, 8, VNET_HEADER);
    vector.set(ADDRESS, 16, packet);
    vector.set(JAVA_LONG, 24, snapLength);
    message.set(ADDRESS, MSG_NAME, address);
    message.set(ADDRESS, MSG_IOV, vector);
    message.set(JAVA_LONG, MSG_IOVLEN, 2);
    message.set(ADDRESS, MSG_CONTROL, control);
  }

  /**
   * Opens a socket on {@code device} of the calling thread's network namespace.
   *
   * @param snapLength bytes kept of each frame, at least 14
   * @param receiveBuffer bytes the kernel may hold for us; beyond the system's limit only with
   *     CAP_NET_ADMIN, less is taken silently
   * @param patienceMillis how long {@link #receive} waits, at least 1
   * @throws IOException with the errno: no such device, or CAP_NET_RAW is missing
   */
  public static RawSocket open(String device, int snapLength, int receiveBuffer, int patienceMillis)
      throws IOException {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment state = scratch.allocate(Linker.Option.captureStateLayout());
      int index = (int) IF_NAMETOINDEX.invokeExact(state, scratch.allocateFrom(device));
      if (index == 0) {
        throw new IOException("no device " + device + " to capture on");
      }
      // Protocol 0: it must not receive from other devices before it is bound to this one.
      int fd = (int) SOCKET.invokeExact(state, AF_PACKET, SOCK_RAW_CLOEXEC, 0);
      if (fd < 0) {
        throw new IOException("packet socket: errno " + (int) ERRNO_FIELD.get(state, 0L));
      }
      RawSocket socket = new RawSocket(fd, snapLength);
      try {
        socket.prepare(index, receiveBuffer, patienceMillis);
      } catch (Throwable e) {
        socket.close();
        throw e;
      }
      return socket;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private void prepare(int index, int receiveBuffer, int patienceMillis) throws Throwable {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment value = scratch.allocate(16, 8);
      value.set(JAVA_INT, 0, receiveBuffer);
      if (option(SOL_SOCKET, SO_RCVBUFFORCE, value, 4) < 0) {
        require(option(SOL_SOCKET, SO_RCVBUF, value, 4), "SO_RCVBUF");
      }
      value.set(JAVA_INT, 0, 1);
      require(option(SOL_SOCKET, SO_TIMESTAMPNS, value, 4), "SO_TIMESTAMPNS");
      require(option(SOL_PACKET, PACKET_VNET_HDR, value, 4), "PACKET_VNET_HDR");
      value.set(JAVA_LONG, 0, patienceMillis / 1000);
      value.set(JAVA_LONG, 8, patienceMillis % 1000 * 1000L);
      require(option(SOL_SOCKET, SO_RCVTIMEO, value, 16), "SO_RCVTIMEO");
      MemorySegment link = scratch.allocate(ADDRESS_LENGTH, 8);
      link.set(JAVA_SHORT, 0, (short) AF_PACKET);
      link.set(SHORT_BE, 2, (short) ETH_P_ALL);
      link.set(JAVA_INT, 4, index);
      require((int) BIND.invokeExact(state, fd, link, ADDRESS_LENGTH), "bind");
    }
  }

  private int option(int level, int name, MemorySegment value, int length) throws Throwable {
    return (int) SETSOCKOPT.invokeExact(state, fd, level, name, value, length);
  }

  private void require(int result, String what) throws IOException {
    if (result < 0) {
      throw new IOException("packet socket, " + what + ": errno " + errno());
    }
  }

  /**
   * Waits for the next frame.
   *
   * @return its length in bytes (which may exceed what was kept), {@link #NOTHING} when the time
   *     ran out, or a negative errno (−100: the device went down)
   */
  public int receive() {
    message.set(JAVA_INT, MSG_NAMELEN, ADDRESS_LENGTH);
    message.set(JAVA_LONG, MSG_CONTROLLEN, CONTROL_LENGTH);
    long length;
    try {
      length = (long) RECVMSG.invokeExact(state, fd, message, MSG_TRUNC);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    if (length < 0) {
      int errno = errno();
      return errno == EAGAIN || errno == EINTR ? NOTHING : -errno;
    }
    return (int) Math.max(0, length - VNET_HEADER);
  }

  /** The kept beginning of frames; the same buffer every time, overwritten by each receive. */
  public ByteBuffer buffer() {
    return packet.asByteBuffer();
  }

  /** When the kernel saw the frame, in nanoseconds since 1970; 0 if it did not say. */
  public long timestampNanos() {
    if (message.get(JAVA_LONG, MSG_CONTROLLEN) < CMSG_DATA + 16) {
      return 0;
    }
    return control.get(JAVA_LONG, CMSG_DATA) * 1_000_000_000L
        + control.get(JAVA_LONG, CMSG_DATA + 8);
  }

  /** Whether this host sent the frame; else it received it. */
  public boolean outgoing() {
    return address.get(JAVA_BYTE, 10) == PACKET_OUTGOING;
  }

  /** Bytes of link header before the network header: 14 on Ethernet, 0 on a TUN device. */
  public int linkHeader() {
    return address.get(JAVA_SHORT, 8) == ARPHRD_ETHER ? 14 : 0;
  }

  /** The EtherType: 0x0800 IPv4, 0x86dd IPv6, 0x0806 ARP. */
  public int protocol() {
    return address.get(SHORT_BE, 2) & 0xffff;
  }

  /** Payload bytes of each packet this super-packet stands for; 0: an ordinary packet. */
  public int segmentSize() {
    return virtio.get(JAVA_BYTE, 1) == 0 ? 0 : virtio.get(JAVA_SHORT, 4) & 0xffff;
  }

  /** Frames lost since opening because we were too slow: a capture is complete only at 0. */
  public long dropped() {
    statistics.set(JAVA_INT, 8, 8);
    try {
      int result =
          (int)
              GETSOCKOPT.invokeExact(
                  state, fd, SOL_PACKET, PACKET_STATISTICS, statistics, statistics.asSlice(8));
      if (result == 0) {
        // Reading resets the kernel's count.
        dropped += statistics.get(JAVA_INT, 4) & 0xffff_ffffL;
      }
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    return dropped;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      int ignored = (int) CLOSE.invokeExact(state, fd);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    arena.close();
  }

  private int errno() {
    return (int) ERRNO_FIELD.get(state, 0L);
  }

  private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, ERRNO);
  }
}
