package io.veiltun.engine.memory;

import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.tun.PacketDevice;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * A device whose applications are the test: {@link #write} sends into the tunnel, {@link
 * #delivered} came out.
 */
public final class MemoryDevice implements PacketDevice {
  private final int mtu;
  private final MemoryFlux packets;
  private final List<byte[]> delivered = new ArrayList<>();
  private final List<byte[]> answers = new ArrayList<>();

  /**
   * Creates a device that hands over up to 64 packets a batch, with room for {@code headroom} bytes
   * of headers.
   */
  public MemoryDevice(World world, int mtu, int headroom, int tailroom) {
    this.mtu = mtu;
    packets = new MemoryFlux(headroom + 2 * mtu + tailroom, headroom, 64);
    world.pump(packets::pump);
  }

  /** An application sends a packet. */
  public void write(byte[] packet) {
    packets.add(packet, null);
  }

  /** Packets that came out of the tunnel. */
  public List<byte[]> delivered() {
    return delivered;
  }

  /** ICMP errors the tunnel sent back. */
  public List<byte[]> answers() {
    return answers;
  }

  @Override
  public Flux<PacketBatch> packets() {
    return packets;
  }

  @Override
  public void deliver(Flux<PacketBatch> batches) {
    batches.subscribe(
        new BaseSubscriber<PacketBatch>() {
          @Override
          protected void hookOnSubscribe(Subscription subscription) {
            request(1);
          }

          @Override
          protected void hookOnNext(PacketBatch batch) {
            copyTo(delivered, batch);
            request(1);
          }
        });
  }

  static void copyTo(List<byte[]> target, PacketBatch batch) {
    for (int slot = 0; slot < batch.size(); slot++) {
      if (!batch.isDropped(slot)) {
        target.add(bytes(batch.memory(), batch.offset(slot), batch.length(slot)));
      }
    }
  }

  static byte[] bytes(MemorySegment memory, int offset, int length) {
    return memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
  }

  @Override
  public void answer(MemorySegment memory, int offset, int length) {
    answers.add(bytes(memory, offset, length));
  }

  @Override
  public int mtu() {
    return mtu;
  }

  @Override
  public void close() {
    packets.cancel();
  }
}
