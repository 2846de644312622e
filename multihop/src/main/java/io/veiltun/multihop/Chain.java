package io.veiltun.multihop;

import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.routing.IpPrefix;
import io.veiltun.engine.shape.Shaper;
import io.veiltun.engine.tun.PacketDevice;
import io.veiltun.engine.tunnel.PeerConfig;
import io.veiltun.engine.tunnel.Tunnel;
import io.veiltun.engine.tunnel.TunnelOptions;
import io.veiltun.engine.tunnel.TunnelRuntime;
import io.veiltun.engine.udp.Transport;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A chain of tunnels in one process: what the tunnel to hop n+1 sends is carried by the tunnel to
 * hop n.
 *
 * <pre>
 * device -> [tunnel to exit] -> link -> [tunnel to ...] -> link -> [tunnel to entry] -> transport
 * </pre>
 *
 * <p>There is no other way for a hop's datagrams than through the hop before: an inner tunnel has
 * no socket. The first initiation of an inner hop waits, staged, for the session of the hop before
 * it, so all handshakes together take one round trip per hop.
 */
public final class Chain implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Chain.class);

  private final List<Hop> hops;
  private final ChainMtu mtu;
  private final List<Tunnel> tunnels = new ArrayList<>();
  private final List<HopLink> links = new ArrayList<>();

  private Chain(List<Hop> hops, ChainMtu mtu) {
    this.hops = hops;
    this.mtu = mtu;
  }

  /**
   * Builds the chain and joins it to its two ends; {@link #start()} lets it shake hands.
   *
   * @param hops entry first, 1 to 8
   * @param mtu made for the families of these hops
   * @param drops one per hop; device and transport may count into the last and the first of them
   * @throws IllegalArgumentException if a hop can't be reached from the addresses inside the hop
   *     before it, or its public key is our own
   */
  public static Chain connect(
      List<Hop> hops,
      ChainMtu mtu,
      PacketDevice device,
      Transport transport,
      TunnelRuntime runtime,
      List<Drops> drops) {
    List<Shaper> none = hops.stream().map(hop -> Shaper.NONE).toList();
    return connect(hops, mtu, device, transport, runtime, drops, none);
  }

  /**
   * As above, with traffic shaped from the first packet on.
   *
   * @param shapers one per hop
   */
  public static Chain connect(
      List<Hop> hops,
      ChainMtu mtu,
      PacketDevice device,
      Transport transport,
      TunnelRuntime runtime,
      List<Drops> drops,
      List<Shaper> shapers) {
    if (hops.size() != mtu.hops().size()
        || hops.size() != drops.size()
        || hops.size() != shapers.size()) {
      throw new IllegalArgumentException("hops, MTU, drop counters and shapers differ in number");
    }
    Chain chain = new Chain(List.copyOf(hops), mtu);
    for (int hop = 0; hop < hops.size(); hop++) {
      Tunnel tunnel = chain.tunnel(hop, runtime, drops.get(hop));
      shape(tunnel, hops.get(hop), shapers.get(hop));
      chain.tunnels.add(tunnel);
      if (hop > 0) {
        chain.links.add(chain.link(hop, runtime, drops.get(hop - 1)));
      }
    }
    chain.join(device, transport);
    return chain;
  }

  /** Waits until the shaper is there: no packet may leave unshaped. */
  @SuppressWarnings("ReferenceEquality") // there is one NONE
  private static void shape(Tunnel tunnel, Hop hop, Shaper shaper) {
    if (shaper != Shaper.NONE) {
      tunnel.shape(hop.publicKey(), shaper).block();
    }
  }

  private Tunnel tunnel(int hop, TunnelRuntime runtime, Drops drops) {
    Hop plan = hops.get(hop);
    TunnelOptions options =
        new TunnelOptions(plan.name(), mtu.tunnelMtu(hop), mtu.headroom(), mtu.tailroom());
    Tunnel tunnel = new Tunnel(options, plan.privateKey(), runtime, drops);
    tunnel.addresses(plan.addresses());
    tunnel.addPeer(peer(hop)).block();
    return tunnel;
  }

  /**
   * A hop before the last carries the next hop's datagrams and nothing else, in either direction.
   */
  private PeerConfig peer(int hop) {
    Hop plan = hops.get(hop);
    List<IpPrefix> carries =
        hop == hops.size() - 1
            ? plan.allowedIps()
            : List.of(IpPrefix.host(hops.get(hop + 1).endpoint().address()));
    return new PeerConfig(
        plan.name(),
        plan.publicKey(),
        plan.presharedKey(),
        plan.endpoint(),
        carries,
        plan.keepalive());
  }

  private HopLink link(int inner, TunnelRuntime runtime, Drops outerDrops) {
    return new HopLink(
        hops.get(inner - 1).addresses(),
        hops.get(inner).endpoint(),
        mtu.tunnelMtu(inner - 1),
        runtime.random(),
        runtime.clock(),
        outerDrops,
        reported -> pathNarrowed(inner, reported));
  }

  /** Innermost first: subscriptions run from the far ends of the pipelines to the near ones. */
  private void join(PacketDevice device, Transport transport) {
    for (int hop = tunnels.size() - 1; hop >= 0; hop--) {
      PacketDevice packets = hop == tunnels.size() - 1 ? device : links.get(hop);
      Transport datagrams = hop == 0 ? transport : links.get(hop - 1);
      tunnels.get(hop).connect(packets, datagrams);
    }
  }

  /** Starts the handshakes with all hops. */
  public void start() {
    for (int hop = 0; hop < tunnels.size(); hop++) {
      tunnels.get(hop).handshake(hops.get(hop).publicKey()).subscribe();
    }
  }

  /** Completes when there has been a session with every hop, so that the first packet can pass. */
  public Mono<Void> established() {
    return Mono.when(
        Flux.range(0, hops.size())
            .map(hop -> tunnels.get(hop).established(hops.get(hop).publicKey()))
            .toIterable());
  }

  /** The tunnels in travelling order, entry first. */
  public List<Tunnel> tunnels() {
    return List.copyOf(tunnels);
  }

  /**
   * Somewhere between hop {@code inner - 1} and hop {@code inner} only {@code reported} bytes fit:
   * every tunnel from there inward shrinks, and the device's applications learn it with the next
   * packet that is too big.
   */
  private void pathNarrowed(int inner, int reported) {
    int outerMtu = reported;
    for (int hop = inner; hop < hops.size(); hop++) {
      outerMtu = ChainMtu.innerMtu(outerMtu, IpFamily.of(hops.get(hop).endpoint()));
      if (outerMtu < ChainMtu.LEAST) {
        log.warn("the path to hop {} takes only {} bytes: too little", hops.get(inner), reported);
        return;
      }
      Tunnel tunnel = tunnels.get(hop);
      if (outerMtu >= tunnel.mtu()) {
        return;
      }
      log.info("MTU of the tunnel to hop {} is now {}", hops.get(hop), outerMtu);
      tunnel.mtu(outerMtu);
    }
  }

  /** Closes device, transport and all tunnels, and wipes their keys. Idempotent. */
  @Override
  public void close() {
    for (Tunnel tunnel : tunnels) {
      tunnel.close();
    }
  }
}
