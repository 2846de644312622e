package io.veiltun.cli.process;

import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.tun.PacketDevice;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A device whose end is noticed.
 *
 * @param device the real one
 * @param gone completes with the reason when the device fails, as when its interface was deleted
 */
record WatchedDevice(PacketDevice device, CompletableFuture<@Nullable Throwable> gone)
    implements PacketDevice {
  @Override
  public Flux<PacketBatch> packets() {
    return device.packets().doOnError(gone::complete);
  }

  @Override
  public void deliver(Flux<PacketBatch> packets) {
    device.deliver(packets);
  }

  @Override
  public void answer(MemorySegment memory, int offset, int length) {
    device.answer(memory, offset, length);
  }

  @Override
  public int mtu() {
    return device.mtu();
  }

  @Override
  public void close() {
    device.close();
  }
}
