package io.veiltun.engine.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.veiltun.engine.os.Layouts;
import io.veiltun.engine.os.Libc;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The memory of one recvmmsg, and the batch it becomes: each buffer is cut in place at the size
 * UDP_GRO reports (linux-dataplane §4.3).
 */
final class ReceiveBlock {
  private static final int GRO_MESSAGES = 4;
  private static final int GRO_BUFFER = 65536;
  // What the kernel merges at most: 64 on the way in, 128 over the loopback since 6.10.
  private static final int GRO_SEGMENTS = 128;
  private static final int PLAIN_MESSAGES = 64;
  // Where datagrams may be long, fewer of them are read at a time.
  private static final int PLAIN_MEMORY = PLAIN_MESSAGES * 9216;
  private static final int NAME = 32;
  private static final int CONTROL = 128;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_DONTWAIT = 0x40;
  private static final ValueLayout.OfLong NET_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt NET_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final boolean ipv4;
  private final boolean gro;
  private final EndpointCache endpoints;
  private final DropCounters drops;
  private final int messages;
  private final int bufferSize;
  private final MemorySegment headers;
  private final MemorySegment names;
  private final MemorySegment controls;
  private final MemorySegment iovecs;
  private final PacketBatch batch;
  private int used;
  private int segmentSize;
  private long localHigh;
  private long localLow;
  private int interfaceIndex;

  /**
   * Creates a block for one address family.
   *
   * @param gro whether datagrams may come merged
   * @param maxDatagram the longest datagram if not
   */
  ReceiveBlock(
      boolean ipv4, boolean gro, int maxDatagram, EndpointCache endpoints, DropCounters drops) {
    this.ipv4 = ipv4;
    this.gro = gro;
    this.endpoints = endpoints;
    this.drops = drops;
    bufferSize = gro ? GRO_BUFFER : maxDatagram + 63 & ~63;
    messages = gro ? GRO_MESSAGES : Math.clamp(PLAIN_MEMORY / bufferSize, 1, PLAIN_MESSAGES);
    Arena arena = Arena.ofAuto();
    headers = arena.allocate((long) messages * Layouts.MMSGHDR, 64);
    names = arena.allocate((long) messages * NAME, 64);
    controls = arena.allocate((long) messages * CONTROL, 64);
    iovecs = arena.allocate((long) messages * Layouts.IOVEC, 64);
    MemorySegment memory = arena.allocate((long) messages * bufferSize, 64);
    batch = new PacketBatch(memory, gro ? messages * GRO_SEGMENTS : messages);
    int room = gro ? bufferSize : maxDatagram;
    for (int m = 0; m < messages; m++) {
      long header = (long) m * Layouts.MMSGHDR;
      long iovec = (long) m * Layouts.IOVEC;
      iovecs.set(JAVA_LONG, iovec, memory.address() + (long) m * bufferSize);
      iovecs.set(JAVA_LONG, iovec + Layouts.IOVEC_LENGTH, room);
      headers.set(JAVA_LONG, header + Layouts.MSGHDR_NAME, names.address() + (long) m * NAME);
      headers.set(JAVA_LONG, header + Layouts.MSGHDR_IOV, iovecs.address() + iovec);
      headers.set(JAVA_LONG, header + Layouts.MSGHDR_IOV_LENGTH, 1);
      headers.set(
          JAVA_LONG, header + Layouts.MSGHDR_CONTROL, controls.address() + (long) m * CONTROL);
    }
    used = messages;
  }

  PacketBatch batch() {
    return batch;
  }

  /** Whether it was made for datagrams that come merged. */
  boolean gro() {
    return gro;
  }

  /**
   * Fills the batch with what is there, possibly nothing.
   *
   * @return whether there may be more
   */
  boolean read(int fd) {
    batch.clear();
    for (int m = 0; m < used; m++) {
      long header = (long) m * Layouts.MMSGHDR;
      headers.set(JAVA_INT, header + Layouts.MSGHDR_NAME_LENGTH, Layouts.SOCKADDR_IN6);
      headers.set(JAVA_LONG, header + Layouts.MSGHDR_CONTROL_LENGTH, CONTROL);
      headers.set(JAVA_INT, header + Layouts.MSGHDR_FLAGS, 0);
    }
    used = 0;
    int received = Libc.recvmmsg(fd, headers.address(), messages, MSG_DONTWAIT);
    if (received < 0) {
      // Reporting an error of an earlier datagram has consumed it; if more is there, the next
      // event says so.
      return false;
    }
    used = received;
    for (int m = 0; m < received; m++) {
      addDatagrams(m);
    }
    return received == messages;
  }

  private void addDatagrams(int m) {
    long header = (long) m * Layouts.MMSGHDR;
    int length = headers.get(JAVA_INT, header + Layouts.MMSGHDR_LENGTH);
    if ((headers.get(JAVA_INT, header + Layouts.MSGHDR_FLAGS) & MSG_TRUNC) != 0) {
      drops.count(DropReason.TRUNCATED);
      return;
    }
    parseControl(m, (int) headers.get(JAVA_LONG, header + Layouts.MSGHDR_CONTROL_LENGTH));
    Endpoint source = source((long) m * NAME);
    int start = m * bufferSize;
    int end = start + length;
    int size = segmentSize > 0 && segmentSize < length ? segmentSize : length;
    int at = start;
    do {
      if (batch.size() == batch.capacity()) {
        drops.count(DropReason.TRUNCATED);
        return;
      }
      int datagram = Math.min(size, end - at);
      int slot = batch.add(at, datagram, at, at + datagram);
      batch.endpoint(slot, source);
      at += size;
    } while (at < end);
  }

  private Endpoint source(long name) {
    int port = names.get(UdpSocket.NET_SHORT, name + 2) & 0xFFFF;
    if (ipv4) {
      long address = names.get(NET_INT, name + 4) & 0xFFFF_FFFFL;
      return endpoints.endpoint(0, address, port, 0, localHigh, localLow, interfaceIndex);
    }
    int scope = names.get(JAVA_INT, name + 24);
    long high = names.get(NET_LONG, name + 8);
    long low = names.get(NET_LONG, name + 16);
    return endpoints.endpoint(high, low, port, scope, localHigh, localLow, interfaceIndex);
  }

  private void parseControl(int m, int length) {
    segmentSize = 0;
    localHigh = 0;
    localLow = 0;
    interfaceIndex = 0;
    int base = m * CONTROL;
    int end = base + Math.min(length, CONTROL);
    int at = base;
    while (at + Layouts.CMSGHDR <= end) {
      int size = (int) controls.get(JAVA_LONG, at);
      if (size < Layouts.CMSGHDR || size > end - at) {
        return;
      }
      parseMessage(
          controls.get(JAVA_INT, at + Layouts.CMSG_LEVEL),
          controls.get(JAVA_INT, at + Layouts.CMSG_TYPE),
          at + Layouts.CMSGHDR,
          size - Layouts.CMSGHDR);
      at += size + 7 & ~7;
    }
  }

  private void parseMessage(int level, int type, int at, int size) {
    if (level == UdpSocket.SOL_UDP && type == UdpSocket.UDP_GRO && size >= 4) {
      segmentSize = controls.get(JAVA_INT, at);
    } else if (level == UdpSocket.IPPROTO_IP
        && type == UdpSocket.IP_PKTINFO
        && size >= Layouts.IN_PKTINFO) {
      interfaceIndex = controls.get(JAVA_INT, at);
      localLow = controls.get(NET_INT, at + 4) & 0xFFFF_FFFFL;
    } else if (level == UdpSocket.IPPROTO_IPV6
        && type == UdpSocket.IPV6_PKTINFO
        && size >= Layouts.IN6_PKTINFO) {
      localHigh = controls.get(NET_LONG, at);
      localLow = controls.get(NET_LONG, at + 8);
      interfaceIndex = controls.get(JAVA_INT, at + 16);
    }
  }
}
