package io.veiltun.engine.tun;

import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.MemorySegment;
import reactor.core.publisher.Flux;

/**
 * The seam between a tunnel and whoever has IP packets for it: a TUN device, the tunnel of the next
 * hop (module multihop), or memory in tests. The mirror image of {@link
 * io.veiltun.engine.udp.Transport}, with the same rules of demand and ownership.
 */
public interface PacketDevice extends AutoCloseable {
  /**
   * Packets to be sent into the tunnel, complete and with valid checksums, each slot with the
   * headroom and tailroom the device was built for. One subscriber; signals come on the device's
   * own read loop.
   */
  Flux<PacketBatch> packets();

  /**
   * Subscribes to {@code packets} and hands each to the device until {@link #close()}. Call once.
   */
  void deliver(Flux<PacketBatch> packets);

  /**
   * Hands one packet to the device at once, from the thread that reads {@link #packets()}: an ICMP
   * error for a packet just read. Best effort: a full device drops it.
   */
  void answer(MemorySegment memory, int offset, int length);

  /** The largest IP packet the device hands over, in bytes. */
  int mtu();

  /** Stops both directions and releases what the device holds. Idempotent. */
  @Override
  void close();
}
