package io.veiltun.multihop;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The way in from a hop whose datagrams may come in fragments, with a clock moved by hand. */
abstract class FragmentedHop {
  static final int OUR_PORT = 50_000;
  static final int HOP_PORT = 51_820;
  static final int MTU = 1420;

  final DropCounters drops = new DropCounters();
  long now = -50;

  static byte[] ours(int version) {
    return Packets.address(version == 4 ? "10.64.0.2" : "fc00:bbbb::2");
  }

  static byte[] hop(int version) {
    return Packets.address(version == 4 ? "198.51.100.7" : "2001:db8::7");
  }

  static Endpoint endpoint(int version) {
    return Endpoint.of(hop(version), HOP_PORT, 0);
  }

  Decapsulation decapsulation(int version) {
    DatagramHeader header =
        version == 4
            ? new DatagramHeader4(ours(4), OUR_PORT, hop(4), HOP_PORT, 0)
            : new DatagramHeader6(ours(6), OUR_PORT, hop(6), HOP_PORT, 0);
    Reassembly reassembly = new Reassembly(MTU, () -> now, drops);
    return new Decapsulation(header, endpoint(version), reassembly, drops, ignored -> {});
  }

  /** {@code length} bytes that differ from seed to seed. */
  static byte[] payload(int length, int seed) {
    byte[] payload = new byte[length];
    new Random(seed).nextBytes(payload);
    return payload;
  }

  static byte[] packet(int version, byte[] payload) {
    return Packets.udp(hop(version), HOP_PORT, ours(version), OUR_PORT, payload);
  }

  static List<byte[]> receive(Decapsulation link, byte[]... packets) {
    return live(link.apply(Packets.batch(packets), MTU));
  }

  static List<byte[]> live(PacketBatch batch) {
    List<byte[]> payloads = new ArrayList<>();
    for (int slot = 0; slot < batch.size(); slot++) {
      if (!batch.isDropped(slot)) {
        assertThat(batch.endpoint(slot)).isNotNull();
        assertThat(batch.peer(slot)).isEqualTo(PacketBatch.NO_PEER);
        payloads.add(Packets.bytes(batch, slot));
      }
    }
    return payloads;
  }

  long dropped() {
    return Arrays.stream(DropReason.values()).mapToLong(drops::total).sum();
  }
}
