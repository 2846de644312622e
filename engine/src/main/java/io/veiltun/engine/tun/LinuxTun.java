package io.veiltun.engine.tun;

import io.veiltun.engine.os.Errno;
import io.veiltun.engine.os.Libc;
import io.veiltun.engine.os.Offloads;
import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.PacketBatch;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * A native TUN device. With offloads the kernel hands over and takes TCP and UDP super-packets of
 * up to 64 KiB; kernels without them are served packet by packet. Addresses, routes, MTU and state
 * of the link are set by others.
 *
 * <p>{@link #packets()} and {@link #answer} belong to the loop given to {@link #open}, {@link
 * #deliver} to the thread its batches come on.
 */
public final class LinuxTun implements PacketDevice {
  private static final Logger LOG = LoggerFactory.getLogger(LinuxTun.class);

  /**
   * How a device is opened.
   *
   * @param mtu the largest packet a slot is made for at first, 576 to 65535; longer ones are still
   *     handed over, one per batch
   * @param headroom bytes left free before each packet, at least 0
   * @param tailroom bytes left free behind a packet of {@code mtu} bytes, at least 0
   * @param capacity packets per batch, at least 1
   * @param offloads whether to exchange super-packets with the kernel
   * @param udpOffload whether UDP is among them
   * @param verifyChecksums whether inner checksums are checked before packets are merged; if not, a
   *     wrong one is repaired by merging
   * @param datagramOverhead what the tunnel adds to a packet on its way to the socket, in bytes:
   *     one read is to fit one UDP_SEGMENT send
   * @param fitReads whether the link's super-packets are limited accordingly. Good where
   *     applications run on this host; a host that forwards would make the kernel cut longer ones
   *     into single packets
   */
  public record Options(
      int mtu,
      int headroom,
      int tailroom,
      int capacity,
      Offloads offloads,
      boolean udpOffload,
      boolean verifyChecksums,
      int datagramOverhead,
      boolean fitReads) {
    private static final int LEAST_MTU = 576;

    /** Checks the ranges. */
    public Options {
      if (mtu < LEAST_MTU || mtu > Wire.MAX_PACKET) {
        throw new IllegalArgumentException("mtu " + mtu + " is not in 576..65535");
      }
      if (headroom < 0 || tailroom < 0 || capacity < 1 || datagramOverhead < 0) {
        throw new IllegalArgumentException("headroom, tailroom, capacity or overhead too small");
      }
    }

    /** 128 packets per batch, every offload the kernel has, checksums verified. */
    public static Options of(int mtu, int headroom, int tailroom) {
      return new Options(mtu, headroom, tailroom, 128, Offloads.AUTO, true, true, 32, true);
    }

    /** These options with offloads on or off. */
    public Options withOffloads(Offloads choice) {
      return new Options(
          mtu,
          headroom,
          tailroom,
          capacity,
          choice,
          udpOffload,
          verifyChecksums,
          datagramOverhead,
          fitReads);
    }

    /** These options with or without UDP super-packets. */
    public Options withUdpOffload(boolean choice) {
      return new Options(
          mtu,
          headroom,
          tailroom,
          capacity,
          offloads,
          choice,
          verifyChecksums,
          datagramOverhead,
          fitReads);
    }

    /** These options with another choice about the link's limit on super-packets. */
    public Options withFitReads(boolean choice, int overhead) {
      return new Options(
          mtu,
          headroom,
          tailroom,
          capacity,
          offloads,
          udpOffload,
          verifyChecksums,
          overhead,
          choice);
    }
  }

  private final TunDescriptor descriptor;
  private final TunSource source;
  private final SuperPacketWriter inbound;
  private final SuperPacketWriter answers;
  private final Delivery delivery = new Delivery();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicInteger users = new AtomicInteger(2);
  private volatile boolean usable = true;
  private volatile int mtu;

  private LinuxTun(TunDescriptor descriptor, Options options, PacketLoop sendLoop, Drops drops) {
    this.descriptor = descriptor;
    mtu = options.mtu();
    boolean vnet = descriptor.vnet();
    source = new TunSource(this, vnet, options, sendLoop, drops.sent());
    inbound = writer(descriptor, options, options.capacity(), drops.received());
    answers = writer(descriptor, options, 1, drops.received());
  }

  private static SuperPacketWriter writer(
      TunDescriptor descriptor, Options options, int capacity, DropCounters drops) {
    return new SuperPacketWriter(
        descriptor.fd(),
        descriptor.vnet(),
        descriptor.udp(),
        options.verifyChecksums(),
        capacity,
        drops);
  }

  /**
   * Opens or creates the interface {@code name} (at most 15 bytes; {@code veil%d} lets the kernel
   * count) in the network namespace of the calling thread.
   *
   * @param sendLoop the loop {@link #packets()} signals on
   * @throws IOException if there is no /dev/net/tun, the name is taken, or rights are missing
   */
  public static LinuxTun open(String name, Options options, PacketLoop sendLoop, Drops drops)
      throws IOException {
    boolean vnet = options.offloads() == Offloads.AUTO;
    TunDescriptor descriptor = TunDescriptor.open(name, vnet, options.udpOffload());
    if (descriptor.vnet() && options.fitReads()) {
      LinkLimits.fitReads(descriptor.name(), options.mtu() + options.datagramOverhead());
    }
    return new LinuxTun(descriptor, options, sendLoop, drops);
  }

  /**
   * Takes over a TUN that is open already, as {@code WG_TUN_FD} names one. Its limits on
   * super-packets are left alone.
   *
   * @param fd a descriptor attached to an interface without packet information; ours from now on,
   *     unless this fails
   * @throws IOException if it is something else
   */
  public static LinuxTun adopt(int fd, Options options, PacketLoop sendLoop, Drops drops)
      throws IOException {
    return new LinuxTun(TunDescriptor.adopt(fd, options.udpOffload()), options, sendLoop, drops);
  }

  /** The interface's name as the kernel gave it when it was opened. */
  public String name() {
    return descriptor.name();
  }

  /** The open descriptor; closed with this device. */
  public int fd() {
    return descriptor.fd();
  }

  /** Whether the kernel exchanges TCP super-packets with us. */
  public boolean offloadsTcp() {
    return descriptor.vnet();
  }

  /** Whether the kernel exchanges UDP super-packets with us. */
  public boolean offloadsUdp() {
    return descriptor.udp();
  }

  /** How many super-packets the kernel refused, so that they were written packet by packet. */
  public long refusedSuperPackets() {
    return inbound.refusals();
  }

  @Override
  public int mtu() {
    return mtu;
  }

  /**
   * Makes slots for packets of this size from the next batch on. Any thread.
   *
   * @param bytes the link's MTU, 1 to 65535; below 576 slots stay that large
   */
  public void mtu(int bytes) {
    if (bytes < 1 || bytes > Wire.MAX_PACKET) {
      throw new IllegalArgumentException("mtu " + bytes + " is not in 1..65535");
    }
    mtu = Math.max(bytes, Options.LEAST_MTU);
  }

  @Override
  public Flux<PacketBatch> packets() {
    return source;
  }

  @Override
  public void deliver(Flux<PacketBatch> packets) {
    packets.subscribe(delivery);
  }

  @Override
  public void answer(MemorySegment memory, int offset, int length) {
    if (usable) {
      answers.writeOne(memory, offset, length);
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      delivery.cancel();
      delivery.leave();
      source.endWith(null);
    }
  }

  void sourceStopped() {
    usable = false;
    leave();
  }

  // The descriptor is closed by whichever direction stops last, so its number can't be reused
  // under a write.
  private void leave() {
    if (users.decrementAndGet() == 0) {
      Libc.close(descriptor.fd());
    }
  }

  private final class Delivery extends BaseSubscriber<PacketBatch> {
    private final AtomicInteger state = new AtomicInteger();
    private static final int WRITING = 1;
    private static final int LEFT = 2;

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      subscription.request(1);
    }

    @Override
    protected void hookOnNext(PacketBatch batch) {
      if (!state.compareAndSet(0, WRITING)) {
        return;
      }
      int result = inbound.write(batch);
      if (!state.compareAndSet(WRITING, 0)) {
        LinuxTun.this.leave();
        return;
      }
      if (result == -Errno.EBADFD) {
        source.endWith(new DeviceGoneException(name()));
        return;
      }
      request(1);
    }

    /** Gives up the descriptor now, or after the write under way. */
    void leave() {
      if (state.getAndSet(LEFT) == 0) {
        LinuxTun.this.leave();
      }
    }

    @Override
    protected void hookOnError(Throwable error) {
      LOG.warn("{}: inbound packets ended", name(), error);
    }
  }
}
