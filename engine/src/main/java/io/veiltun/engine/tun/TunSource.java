package io.veiltun.engine.tun;

import io.veiltun.engine.os.Errno;
import io.veiltun.engine.os.Libc;
import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.os.PolledFlux;
import io.veiltun.engine.os.Watch;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Reads a TUN by demand: one super-packet per batch, or as many small packets as are there. Never
 * waits for more.
 */
final class TunSource extends PolledFlux {
  private static final int BUFFER = VnetHeader.SIZE + Wire.MAX_PACKET;
  private static final int SEGMENTS_WORTH_A_BATCH = 8;

  private final LinuxTun tun;
  private final int fd;
  private final boolean vnet;
  private final PacketLoop loop;
  private final DropCounters drops;
  private final LinuxTun.Options options;
  private final SlotSlab[] slabs;
  private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER, 64);
  private final SegmentSplitter splitter = new SegmentSplitter();
  private @Nullable Watch watch;

  TunSource(
      LinuxTun tun, boolean vnet, LinuxTun.Options options, PacketLoop loop, DropCounters drops) {
    super(loop);
    this.tun = tun;
    fd = tun.fd();
    this.vnet = vnet;
    this.loop = loop;
    this.drops = drops;
    this.options = options;
    slabs = new SlotSlab[] {slab(options.mtu()), slab(options.mtu())};
  }

  private SlotSlab slab(int mtu) {
    return new SlotSlab(options.capacity(), mtu, options.headroom(), options.tailroom());
  }

  @Override
  protected void start() {
    watch = loop.watch(fd, this::onReady);
  }

  private void onReady() {
    Watch current = watch;
    if (current != null && current.failed() && gone()) {
      end(new DeviceGoneException(tun.name()));
    } else {
      ready();
    }
  }

  // A read of no bytes tells a deleted device from one that is only down, and takes no packet.
  private boolean gone() {
    return Libc.read(fd, buffer.address(), 0) == -Errno.EBADFD;
  }

  @Override
  protected void interest(boolean read) {
    Watch current = watch;
    if (current != null) {
      current.interest(read, false);
    }
  }

  @Override
  protected boolean hasBuffered() {
    return splitter.pending();
  }

  @Override
  protected @Nullable PacketBatch poll(int lent) {
    int turn = lent % slabs.length;
    if (slabs[turn].mtu() != tun.mtu()) {
      slabs[turn] = slab(tun.mtu());
    }
    SlotSlab slab = slabs[turn];
    slab.clear();
    PacketBatch batch = slab.batch();
    while (batch.size() < batch.capacity()) {
      if (!splitter.pending() && !read()) {
        break;
      }
      int before = batch.size();
      splitter.emit(slab);
      if (splitter.pending() || batch.size() - before >= SEGMENTS_WORTH_A_BATCH) {
        break;
      }
    }
    return batch.isEmpty() ? null : batch;
  }

  private boolean read() {
    while (true) {
      int bytes = Libc.read(fd, buffer.address(), BUFFER);
      if (bytes < 0) {
        if (bytes == -Errno.EBADFD) {
          throw new PollFailure(new DeviceGoneException(tun.name()));
        }
        if (bytes != -Errno.EAGAIN) {
          drops.count(DropReason.IO_ERROR);
        }
        return false;
      }
      DropReason refusal =
          vnet ? splitter.begin(buffer, 0, bytes) : splitter.beginPlain(buffer, 0, bytes);
      if (refusal == null) {
        return true;
      }
      drops.count(refusal);
    }
  }

  /** Ends the flux because the writing side met {@code error}, or normally if null. */
  void endWith(@Nullable Throwable error) {
    end(error);
  }

  @Override
  protected void stop() {
    Watch current = watch;
    watch = null;
    if (current != null) {
      current.cancel();
    }
    tun.sourceStopped();
  }
}
