package io.veiltun.engine.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.veiltun.engine.os.Layouts;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one sendmmsg: messages over the slots of a batch, several equal datagrams to one
 * destination as one UDP_SEGMENT message (linux-dataplane §4.2). Nothing is copied but addresses.
 */
final class SendBlock {
  static final int MAX_SEGMENTS = 64;

  private static final int MESSAGES = 64;
  private static final int VECTORS = 256;
  private static final int MAX_IPV4 = 65507;
  private static final int MAX_IPV6 = 65527;
  private static final int NAME = 32;
  private static final int CONTROL = 64;

  private final MemorySegment headers;
  private final MemorySegment names;
  private final MemorySegment controls;
  private final MemorySegment iovecs;
  private final @Nullable Endpoint[] endpoints = new Endpoint[MESSAGES];
  private final int[] firstSlots = new int[MESSAGES];
  private final int[] endSlots = new int[MESSAGES];
  private final boolean[] segmented = new boolean[MESSAGES];
  private final boolean[] sourced = new boolean[MESSAGES];
  private int count;
  private int vectors;
  private int open;
  private int openBytes;
  private int openSize;
  private boolean openEnds;

  SendBlock() {
    Arena arena = Arena.ofAuto();
    headers = arena.allocate((long) MESSAGES * Layouts.MMSGHDR, 64);
    names = arena.allocate((long) MESSAGES * NAME, 64);
    controls = arena.allocate((long) MESSAGES * CONTROL, 64);
    iovecs = arena.allocate((long) VECTORS * Layouts.IOVEC, 64);
    for (int m = 0; m < MESSAGES; m++) {
      long header = (long) m * Layouts.MMSGHDR;
      headers.set(JAVA_LONG, header + Layouts.MSGHDR_NAME, names.address() + (long) m * NAME);
    }
  }

  int count() {
    return count;
  }

  long address(int message) {
    return headers.address() + (long) message * Layouts.MMSGHDR;
  }

  Endpoint endpoint(int message) {
    Endpoint endpoint = endpoints[message];
    if (endpoint == null) {
      throw new IllegalStateException("message " + message + " of " + count);
    }
    return endpoint;
  }

  int firstSlot(int message) {
    return firstSlots[message];
  }

  /** The slot behind the message's last. */
  int endSlot(int message) {
    return endSlots[message];
  }

  /** Whether the message is a UDP_SEGMENT one. */
  boolean isSegmented(int message) {
    return segmented[message];
  }

  /** Whether the message asks for a source address. */
  boolean isSourced(int message) {
    return sourced[message];
  }

  void clear() {
    count = 0;
    vectors = 0;
    open = 0;
  }

  /**
   * Adds the datagram of {@code slot} to the last message if it fits there, else as a new one.
   *
   * @param join whether it may join the last message
   * @param sticky whether a remembered local address is asked for
   * @return false if the block is full
   */
  boolean add(PacketBatch batch, int slot, Endpoint to, boolean join, boolean sticky) {
    if (vectors == VECTORS) {
      return false;
    }
    int length = batch.length(slot);
    if (!(join && joins(to, length))) {
      if (count == MESSAGES) {
        return false;
      }
      begin(slot, to, length, sticky);
    }
    long iovec = (long) vectors++ * Layouts.IOVEC;
    iovecs.set(JAVA_LONG, iovec, batch.memory().address() + batch.offset(slot));
    iovecs.set(JAVA_LONG, iovec + Layouts.IOVEC_LENGTH, length);
    int message = count - 1;
    endSlots[message] = slot + 1;
    open++;
    openBytes += length;
    openEnds = length < openSize;
    return true;
  }

  private boolean joins(Endpoint to, int length) {
    if (count == 0 || open == 0 || openEnds || open == MAX_SEGMENTS) {
      return false;
    }
    int limit = to.isIpv4() ? MAX_IPV4 : MAX_IPV6;
    return length > 0
        && length <= openSize
        && openBytes + length <= limit
        && to.equals(endpoints[count - 1]);
  }

  private void begin(int slot, Endpoint to, int length, boolean sticky) {
    seal();
    int message = count++;
    endpoints[message] = to;
    firstSlots[message] = slot;
    sourced[message] = sticky && to.localAddress() != null;
    segmented[message] = false;
    long header = (long) message * Layouts.MMSGHDR;
    headers.set(
        JAVA_LONG, header + Layouts.MSGHDR_IOV, iovecs.address() + (long) vectors * Layouts.IOVEC);
    headers.set(JAVA_INT, header + Layouts.MSGHDR_NAME_LENGTH, name(message, to));
    open = 0;
    openBytes = 0;
    openSize = length;
  }

  /** Completes the last message. Call before sending. */
  void seal() {
    if (count == 0) {
      return;
    }
    int message = count - 1;
    long header = (long) message * Layouts.MMSGHDR;
    headers.set(JAVA_LONG, header + Layouts.MSGHDR_IOV_LENGTH, open);
    segmented[message] = open > 1;
    int start = message * CONTROL;
    int at = start;
    if (segmented[message]) {
      at = control(at, UdpSocket.SOL_UDP, UdpSocket.UDP_SEGMENT, 2);
      controls.set(JAVA_SHORT, start + Layouts.CMSGHDR, (short) openSize);
    }
    if (sourced[message]) {
      at = source(at, endpoint(message));
    }
    headers.set(
        JAVA_LONG, header + Layouts.MSGHDR_CONTROL, at == start ? 0 : controls.address() + start);
    headers.set(JAVA_LONG, header + Layouts.MSGHDR_CONTROL_LENGTH, at - start);
  }

  private int control(int at, int level, int type, int payload) {
    controls.set(JAVA_LONG, at, Layouts.cmsgLength(payload));
    controls.set(JAVA_INT, at + Layouts.CMSG_LEVEL, level);
    controls.set(JAVA_INT, at + Layouts.CMSG_TYPE, type);
    return at + Layouts.cmsgSpace(payload);
  }

  private int source(int at, Endpoint to) {
    byte[] local = to.localAddress();
    if (local == null) {
      return at;
    }
    int data = at + Layouts.CMSGHDR;
    if (to.isIpv4()) {
      // No interface index: with one the kernel would go past the routing rules.
      controls.set(JAVA_LONG, data, 0);
      controls.set(JAVA_INT, data + 8, 0);
      MemorySegment.copy(local, 0, controls, ValueLayout.JAVA_BYTE, data + 4, 4);
      return control(at, UdpSocket.IPPROTO_IP, UdpSocket.IP_PKTINFO, Layouts.IN_PKTINFO);
    }
    MemorySegment.copy(local, 0, controls, ValueLayout.JAVA_BYTE, data, 16);
    // Only a link-local address means nothing without its interface.
    boolean linkLocal = local[0] == (byte) 0xFE && (local[1] & 0xC0) == 0x80;
    controls.set(JAVA_INT, data + 16, linkLocal ? to.localInterface() : 0);
    return control(at, UdpSocket.IPPROTO_IPV6, UdpSocket.IPV6_PKTINFO, Layouts.IN6_PKTINFO);
  }

  private int name(int message, Endpoint to) {
    int at = message * NAME;
    byte[] address = to.address();
    names.set(UdpSocket.NET_SHORT, at + 2, (short) to.port());
    if (to.isIpv4()) {
      names.set(JAVA_SHORT, at, UdpSocket.AF_INET);
      MemorySegment.copy(address, 0, names, ValueLayout.JAVA_BYTE, at + 4, 4);
      return Layouts.SOCKADDR_IN;
    }
    names.set(JAVA_SHORT, at, UdpSocket.AF_INET6);
    names.set(JAVA_INT, at + 4, 0);
    MemorySegment.copy(address, 0, names, ValueLayout.JAVA_BYTE, at + 8, 16);
    names.set(JAVA_INT, at + 24, to.scopeId());
    return Layouts.SOCKADDR_IN6;
  }
}
