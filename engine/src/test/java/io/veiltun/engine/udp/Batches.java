package io.veiltun.engine.udp;

import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Batches of datagrams for tests. */
final class Batches {
  private static final int STRIDE = 66_000;

  private Batches() {}

  static Endpoint endpoint(String address, int port) throws Exception {
    return Endpoint.of(new InetSocketAddress(InetAddress.getByName(address), port));
  }

  /** One slot per payload, not adjacent, each to the endpoint at the same index (cyclic). */
  static PacketBatch of(List<byte[]> payloads, Endpoint... to) {
    MemorySegment memory = Arena.ofAuto().allocate((long) STRIDE * payloads.size() + 1, 8);
    PacketBatch batch = new PacketBatch(memory, Math.max(1, payloads.size()));
    for (int i = 0; i < payloads.size(); i++) {
      byte[] payload = payloads.get(i);
      int at = i * STRIDE + 16;
      MemorySegment.copy(payload, 0, memory, ValueLayout.JAVA_BYTE, at, payload.length);
      int slot = batch.add(at, payload.length, at - 16, (i + 1) * STRIDE);
      batch.endpoint(slot, to[i % to.length]);
    }
    return batch;
  }

  static byte[] payload(int length, int seed) {
    byte[] payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = (byte) (seed * 31 + i);
    }
    return payload;
  }

  static byte[] bytes(PacketBatch batch, int slot) {
    return batch
        .memory()
        .asSlice(batch.offset(slot), batch.length(slot))
        .toArray(ValueLayout.JAVA_BYTE);
  }
}
