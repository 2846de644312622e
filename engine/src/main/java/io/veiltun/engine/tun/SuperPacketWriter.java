package io.veiltun.engine.tun;

import io.veiltun.engine.os.Errno;
import io.veiltun.engine.os.Layouts;
import io.veiltun.engine.os.Libc;
import io.veiltun.engine.packet.Checksum;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes an inbound batch to a TUN, each {@link Coalescer} item by one {@code writev} straight from
 * its slots: offload header, first packet, payloads of the others. Only header fields of the first
 * packet are rewritten. Belongs to one thread.
 */
final class SuperPacketWriter {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final int MAX_HEADERS = 128;
  private static final int REFUSALS_BEFORE_UDP_OFF = 3;

  private final int fd;
  private final boolean vnet;
  private final DropCounters drops;
  private final MemorySegment scratch = Arena.ofAuto().allocate(VnetHeader.SIZE + MAX_HEADERS, 8);
  private MemorySegment iovecs;
  private final LongAdder refusals = new LongAdder();
  private int capacity;
  private final boolean verify;
  private Coalescer coalescer;
  private boolean udp;
  private int udpRefusals;

  SuperPacketWriter(
      int fd, boolean vnet, boolean udp, boolean verify, int capacity, DropCounters drops) {
    this.fd = fd;
    this.vnet = vnet;
    this.capacity = capacity;
    this.udp = udp;
    this.verify = verify;
    this.drops = drops;
    iovecs = Arena.ofAuto().allocate((capacity + 1L) * Layouts.IOVEC, 8);
    coalescer = new Coalescer(capacity, udp, verify);
  }

  /** How many super-packets the kernel refused and were written packet by packet. */
  long refusals() {
    return refusals.sum();
  }

  /**
   * Writes every packet of {@code batch}; what the device does not take is counted.
   *
   * @return 0, or {@code -EBADFD} if the device is gone
   */
  int write(PacketBatch batch) {
    if (!vnet) {
      return writePlain(batch);
    }
    if (batch.size() > capacity) {
      grow(batch.capacity());
    }
    coalescer.plan(batch);
    int worst = 0;
    for (int item = 0; item < coalescer.items(); item++) {
      int head = coalescer.head(item);
      int result =
          coalescer.count(item) == 1
              ? writeOne(batch.memory(), batch.offset(head), batch.length(head))
              : writeItem(batch, item);
      worst = result == -Errno.EBADFD ? result : worst;
    }
    if (udp && udpRefusals >= REFUSALS_BEFORE_UDP_OFF) {
      // Some kernels refuse what they announced (linux-dataplane §3.4).
      udp = false;
      coalescer = new Coalescer(capacity, false, verify);
    }
    return worst;
  }

  /** Writes one packet. */
  int writeOne(MemorySegment memory, int offset, int length) {
    int result;
    if (vnet) {
      VnetHeader.write(scratch, 0, 0, VnetHeader.GSO_NONE, 0, 0, 0, 0);
      vector(0, scratch.address(), VnetHeader.SIZE);
      vector(1, memory.address() + offset, length);
      result = Libc.writev(fd, iovecs.address(), 2);
    } else {
      result = Libc.write(fd, memory.address() + offset, length);
    }
    if (result < 0) {
      drops.count(result == -Errno.EAGAIN ? DropReason.QUEUE_FULL : DropReason.IO_ERROR);
    }
    return result;
  }

  private int writePlain(PacketBatch batch) {
    int worst = 0;
    for (int slot = 0; slot < batch.size(); slot++) {
      if (!batch.isDropped(slot)) {
        int result = writeOne(batch.memory(), batch.offset(slot), batch.length(slot));
        worst = result == -Errno.EBADFD ? result : worst;
      }
    }
    return worst;
  }

  private int writeItem(PacketBatch batch, int item) {
    int head = coalescer.head(item);
    FlowHeaders headers = coalescer.headers();
    MemorySegment memory = batch.memory();
    int headerLength = headers.headerLength(head);
    MemorySegment.copy(memory, batch.offset(head), scratch, VnetHeader.SIZE, headerLength);
    rewriteHeader(memory, batch.offset(head), item);
    vector(0, scratch.address(), VnetHeader.SIZE);
    vector(1, memory.address() + batch.offset(head), batch.length(head));
    int count = 2;
    for (int slot = coalescer.next(head); slot >= 0; slot = coalescer.next(slot)) {
      vector(
          count++,
          memory.address() + batch.offset(slot) + headerLength,
          batch.length(slot) - headerLength);
    }
    int result = Libc.writev(fd, iovecs.address(), count);
    if (result == -Errno.EINVAL) {
      MemorySegment.copy(scratch, VnetHeader.SIZE, memory, batch.offset(head), headerLength);
      return writeSingly(batch, item);
    }
    if (result < 0) {
      drops.count(
          result == -Errno.EAGAIN ? DropReason.QUEUE_FULL : DropReason.IO_ERROR,
          coalescer.count(item));
    }
    return result;
  }

  private int writeSingly(PacketBatch batch, int item) {
    refusals.increment();
    int worst = 0;
    for (int slot = coalescer.head(item); slot >= 0; slot = coalescer.next(slot)) {
      int result = writeOne(batch.memory(), batch.offset(slot), batch.length(slot));
      worst = result == -Errno.EBADFD ? result : worst;
    }
    if (!coalescer.headers().isTcp(coalescer.head(item))) {
      udpRefusals++;
    }
    return worst;
  }

  private void grow(int packets) {
    capacity = packets;
    iovecs = Arena.ofAuto().allocate((capacity + 1L) * Layouts.IOVEC, 8);
    coalescer = new Coalescer(capacity, udp, verify);
  }

  /** Makes the headers at {@code at} those of the whole item (linux-dataplane §3.3, last part). */
  private void rewriteHeader(MemorySegment memory, int at, int item) {
    int head = coalescer.head(item);
    FlowHeaders headers = coalescer.headers();
    boolean ipv4 = headers.isIpv4(head);
    boolean tcp = headers.isTcp(head);
    int transport = headers.transport(head);
    int headerLength = headers.headerLength(head);
    int total = headerLength + coalescer.payload(item);
    if (ipv4) {
      Wire.u16(memory, at + 2, total);
      Wire.u16(memory, at + 10, 0);
      Wire.u16(memory, at + 10, Checksum.finish(Checksum.sum(memory, at, transport)));
    } else {
      Wire.u16(memory, at + 4, total - Wire.IPV6_HEADER);
    }
    int header = at + transport;
    int checksumOffset = tcp ? 16 : 6;
    if (tcp) {
      Wire.u8(memory, header + 13, Wire.TCP_ACK | coalescer.endFlags(item));
    } else {
      Wire.u16(memory, header + 4, total - transport);
    }
    long pseudo =
        Checksum.pseudoHeader(
            memory, at + (ipv4 ? 12 : 8), ipv4, tcp ? Wire.TCP : Wire.UDP, total - transport);
    Wire.u16(memory, header + checksumOffset, Checksum.fold(pseudo));
    int tcpType = ipv4 ? VnetHeader.GSO_TCPV4 : VnetHeader.GSO_TCPV6;
    VnetHeader.write(
        scratch,
        0,
        VnetHeader.NEEDS_CSUM,
        tcp ? tcpType : VnetHeader.GSO_UDP_L4,
        headerLength,
        coalescer.segmentSize(item),
        transport,
        checksumOffset);
  }

  private void vector(int index, long base, long length) {
    iovecs.set(LONG, (long) index * Layouts.IOVEC, base);
    iovecs.set(LONG, (long) index * Layouts.IOVEC + Layouts.IOVEC_LENGTH, length);
  }
}
