package io.veiltun.engine.tun;

import io.veiltun.engine.os.Errno;
import io.veiltun.engine.os.Layouts;
import io.veiltun.engine.os.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An open TUN and what its kernel can do (linux-dataplane §1).
 *
 * @param fd the descriptor, non-blocking
 * @param name the interface's name
 * @param vnet whether a {@link VnetHeader} precedes every packet, with TCP offload on
 * @param udp whether UDP super-packets are exchanged too
 */
record TunDescriptor(int fd, String name, boolean vnet, boolean udp) {
  private static final int OPEN_FLAGS = 2 | 0x800 | 0x80000;
  private static final long TUNSETIFF = 0x400454CAL;
  private static final long TUNSETOFFLOAD = 0x400454D0L;
  private static final int IFF_TUN = 1;
  private static final int IFF_NO_PI = 0x1000;
  private static final int IFF_VNET_HDR = 0x4000;
  private static final int OFFLOAD_CSUM_TSO = 0x07;
  private static final int OFFLOAD_CSUM_TSO_USO = 0x67;
  private static final int NAME_SIZE = 16;
  private static final long TUNGETIFF = 0x800454D2L;
  private static final long TUNSETVNETHDRSZ = 0x400454D8L;
  private static final int F_SETFD = 2;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 0x800;

  static TunDescriptor open(String name, boolean offloads, boolean udp) throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length >= NAME_SIZE) {
      throw new IllegalArgumentException("an interface name has 1 to 15 bytes: " + name);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(Layouts.IFREQ, 8);
      MemorySegment.copy(bytes, 0, request, ValueLayout.JAVA_BYTE, 0, bytes.length);
      if (offloads) {
        int fd = device();
        if (attach(fd, request, IFF_TUN | IFF_NO_PI | IFF_VNET_HDR) >= 0
            && Libc.ioctl(fd, TUNSETOFFLOAD, OFFLOAD_CSUM_TSO) >= 0) {
          boolean uso = udp && Libc.ioctl(fd, TUNSETOFFLOAD, OFFLOAD_CSUM_TSO_USO) >= 0;
          return new TunDescriptor(fd, request.getString(0), true, uso);
        }
        Libc.close(fd);
      }
      int fd = device();
      int result = attach(fd, request, IFF_TUN | IFF_NO_PI);
      if (result < 0) {
        Libc.close(fd);
        throw Errno.failure("interface " + name, result);
      }
      return new TunDescriptor(fd, request.getString(0), false, false);
    }
  }

  /**
   * Takes over a descriptor that somebody else opened and attached.
   *
   * @param udp whether UDP super-packets are wanted, where packets have an offload header
   */
  static TunDescriptor adopt(int fd, boolean udp) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(Layouts.IFREQ, 8);
      int result = Libc.ioctl(fd, TUNGETIFF, request.address());
      if (result < 0) {
        throw Errno.failure("descriptor " + fd + " is no attached TUN", result);
      }
      int flags = request.get(ValueLayout.JAVA_SHORT, NAME_SIZE);
      if ((flags & IFF_TUN) == 0 || (flags & IFF_NO_PI) == 0) {
        throw new IOException("descriptor " + fd + " is not a TUN opened with IFF_NO_PI");
      }
      int status = Libc.fcntl(fd, F_GETFL, 0);
      Libc.fcntl(fd, F_SETFL, status | O_NONBLOCK);
      Libc.fcntl(fd, F_SETFD, 1);
      boolean vnet = (flags & IFF_VNET_HDR) != 0;
      boolean uso = false;
      if (vnet) {
        request.set(ValueLayout.JAVA_INT, 20, VnetHeader.SIZE);
        Libc.ioctl(fd, TUNSETVNETHDRSZ, request.address() + 20);
        int offloads = Libc.ioctl(fd, TUNSETOFFLOAD, OFFLOAD_CSUM_TSO);
        if (offloads < 0) {
          throw Errno.failure("TUN offloads of descriptor " + fd, offloads);
        }
        uso = udp && Libc.ioctl(fd, TUNSETOFFLOAD, OFFLOAD_CSUM_TSO_USO) >= 0;
      }
      return new TunDescriptor(fd, request.getString(0), vnet, uso);
    }
  }

  /** The interface's name now, which may have changed; null when the interface is gone. */
  static @Nullable String currentName(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(Layouts.IFREQ, 8);
      return Libc.ioctl(fd, TUNGETIFF, request.address()) < 0 ? null : request.getString(0);
    }
  }

  private static int device() throws IOException {
    int fd = Libc.open("/dev/net/tun", OPEN_FLAGS);
    if (fd < 0) {
      throw Errno.failure("/dev/net/tun", fd);
    }
    return fd;
  }

  private static int attach(int fd, MemorySegment request, int flags) {
    request.set(ValueLayout.JAVA_SHORT, NAME_SIZE, (short) flags);
    return Libc.ioctl(fd, TUNSETIFF, request.address());
  }
}
