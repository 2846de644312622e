package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.AeadProviders;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.memory.MemoryDevice;
import io.veiltun.engine.memory.MemoryNetwork;
import io.veiltun.engine.memory.MemoryTransport;
import io.veiltun.engine.memory.World;
import io.veiltun.engine.os.Loop;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One end of an in-memory tunnel whose handshake loop and randomness the test chooses, and which is
 * connected when the test says so.
 */
final class CustomHost {
  private static final int MTU = 1420;
  private static final int ROOM = 64;

  final World world;
  final Drops drops = new Drops();
  final MemoryDevice device;
  final MemoryTransport transport;
  final Tunnel tunnel;

  CustomHost(
      World world,
      MemoryNetwork network,
      Endpoint address,
      Loop handshakes,
      RandomGenerator random) {
    this(world, network, address, handshakes, random, world);
  }

  /** With a wall clock of its own. */
  CustomHost(
      World world,
      MemoryNetwork network,
      Endpoint address,
      Loop handshakes,
      RandomGenerator random,
      InstantSource wall) {
    this.world = world;
    byte[] key = new byte[SecretKey.LENGTH];
    new Random(77).nextBytes(key);
    device = new MemoryDevice(world, MTU, ROOM, ROOM);
    transport = new MemoryTransport(world, network, address);
    TunnelRuntime runtime =
        new TunnelRuntime(
            world, world, handshakes, world, wall, random, AeadProviders.select("bouncycastle"));
    tunnel =
        new Tunnel(new TunnelOptions("custom", MTU, ROOM, ROOM), X25519.clamp(key), runtime, drops);
  }

  CustomHost connected() {
    tunnel.connect(device, transport);
    world.settle();
    return this;
  }

  PublicKey key() {
    return tunnel.publicKey();
  }

  CustomHost knows(PublicKey key, @Nullable Endpoint endpoint, int keepalive, String allowedIp) {
    PeerConfig config =
        new PeerConfig(
            "peer", key, SecretKey.zero(), endpoint, List.of(IpPrefix.parse(allowedIp)), keepalive);
    tunnel.addPeer(config).subscribe();
    world.settle();
    return this;
  }

  long dropped(DropReason reason) {
    return drops.total(reason);
  }
}
