package io.veiltun.engine.memory;

import io.veiltun.engine.crypto.AeadProviders;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import io.veiltun.engine.tunnel.PeerConfig;
import io.veiltun.engine.tunnel.Tunnel;
import io.veiltun.engine.tunnel.TunnelOptions;
import io.veiltun.engine.tunnel.TunnelRuntime;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One end of an in-memory tunnel: a device, a tunnel and a socket with a fixed key of its own. */
public final class Host {
  /** The MTU of a host unless it says otherwise. */
  public static final int MTU = 1420;

  private static final int HEADROOM = 64;
  private static final int TAILROOM = 64;

  public final World world;
  public final Drops drops = new Drops();
  public final SecretKey privateKey;
  public final MemoryDevice device;
  public final MemoryTransport transport;
  public final Tunnel tunnel;

  /**
   * Creates and connects a host at {@code address}; {@code seed} decides its key and all its
   * randomness.
   */
  public Host(World world, MemoryNetwork network, Endpoint address, int seed) {
    this(world, network, address, seed, MTU);
  }

  /** Creates and connects a host whose tunnel has another MTU. */
  public Host(World world, MemoryNetwork network, Endpoint address, int seed, int mtu) {
    this.world = world;
    Random random = new Random(seed);
    byte[] key = new byte[SecretKey.LENGTH];
    random.nextBytes(key);
    privateKey = X25519.clamp(key);
    device = new MemoryDevice(world, mtu, HEADROOM, TAILROOM);
    transport = new MemoryTransport(world, network, address);
    TunnelRuntime runtime =
        new TunnelRuntime(world, world, world, world, world, random, AeadProviders.select(null));
    tunnel =
        new Tunnel(
            new TunnelOptions("host" + seed, mtu, HEADROOM, TAILROOM), privateKey, runtime, drops);
    tunnel.connect(device, transport);
    world.settle();
  }

  /** Our public key. */
  public PublicKey key() {
    return tunnel.publicKey();
  }

  /** Adds {@code other} as a peer that owns {@code allowedIps}. */
  public Host knows(Host other, @Nullable Endpoint endpoint, String... allowedIps) {
    return knows(other, endpoint, SecretKey.zero(), 0, allowedIps);
  }

  /** Adds {@code other} as a peer with all settings. */
  public Host knows(
      Host other,
      @Nullable Endpoint endpoint,
      SecretKey presharedKey,
      int keepalive,
      String... allowedIps) {
    PeerConfig config =
        new PeerConfig(
            "peer-" + other.key(),
            other.key(),
            presharedKey,
            endpoint,
            Stream.of(allowedIps).map(IpPrefix::parse).toList(),
            keepalive);
    tunnel.addPeer(config).subscribe();
    world.settle();
    return this;
  }

  /** How many packets were discarded for {@code reason}. */
  public long dropped(DropReason reason) {
    return drops.total(reason);
  }
}
