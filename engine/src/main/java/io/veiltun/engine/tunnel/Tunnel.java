package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.noise.LocalIdentity;
import io.veiltun.engine.os.Loop;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.AllowedIps;
import io.veiltun.engine.session.IndexTable;
import io.veiltun.engine.shape.Shaper;
import io.veiltun.engine.tun.PacketDevice;
import io.veiltun.engine.udp.Transport;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One WireGuard tunnel: two pipelines between a {@link PacketDevice} and a {@link Transport}, and
 * the peers they serve.
 *
 * <pre>
 * device -> route -> shape -> seal -> (own datagrams) -> transport      send loop
 * device <- check <- shape <- open <- transport                        receive loop
 * handshakes, timers, configuration                                    handshake loop
 * </pre>
 *
 * <p>The public methods may be called from any thread; changes are carried out on the handshake
 * loop, and the returned {@code Mono} completes when they are in effect. It must be subscribed to,
 * or nothing happens.
 */
public final class Tunnel implements AutoCloseable {
  private final TunnelOptions options;
  private final TunnelRuntime runtime;
  private final LocalIdentity local;
  private final Drops drops;
  private final PeerTable peers = new PeerTable();
  private final AllowedIps<Peer> allowedIps = new AllowedIps<>();
  private final IndexTable<IndexEntry> indices;
  private final Handshaker handshaker;
  private final TimerTicks ticks;
  private final Membership membership;
  private final Activity activity;
  private final Reconfiguration reconfiguration;
  private final Sending sending;
  private final Shaping shaping;
  private final OwnTraffic own;
  private final Outbound outbound;
  private final Inbound inbound;
  private final IcmpRefusals refusals;
  private volatile @Nullable PacketDevice device;
  private volatile @Nullable Transport transport;

  /**
   * Creates a tunnel without peers that is not connected to anything.
   *
   * @param privateKey our identity; copied, wiped by {@link #close}. All zeros for none: until
   *     {@link #change} gives one, nothing is sent and everything received is dropped
   * @param drops counts what this tunnel discards; device and transport may share it
   */
  public Tunnel(TunnelOptions options, SecretKey privateKey, TunnelRuntime runtime, Drops drops) {
    this.options = options;
    this.runtime = runtime;
    this.drops = drops;
    local = new LocalIdentity(privateKey);
    indices = new IndexTable<>(runtime.random());
    refusals = new IcmpRefusals(runtime.random().nextLong(), runtime.clock().nanos());
    ToSendLoop toSendLoop = new ToSendLoop();
    ArmedTimers armed = new ArmedTimers();
    handshaker = new Handshaker(runtime, local, peers, indices, drops.received(), toSendLoop);
    ticks = new TimerTicks(runtime, armed, handshaker, toSendLoop);
    membership =
        new Membership(
            runtime, local, peers, allowedIps, indices, handshaker, armed, new OnSendLoop());
    activity = new Activity(runtime.handshakeLoop(), peers, handshaker, toSendLoop, ticks);
    reconfiguration =
        new Reconfiguration(runtime, local, peers, allowedIps, handshaker, membership, activity);
    sending = new Sending(options.mtu(), runtime.clock(), this::wanted);
    shaping = new Shaping(peers, drops.sent(), sending, runtime.sendLoop());
    own = new OwnTraffic(options, drops.sent(), refusals, sending, shaping);
    outbound = new Outbound(allowedIps, peers, drops.sent(), refusals, sending, shaping, own);
    inbound =
        new Inbound(
            indices, allowedIps, peers, runtime.clock(), drops.received(), new ToHandshakeLoop());
  }

  /** Our public key; all zeros while we have none. */
  public PublicKey publicKey() {
    return local.publicKey();
  }

  /** The largest IP packet the tunnel carries, in bytes. */
  public int mtu() {
    return sending.mtu();
  }

  /**
   * Carries only packets of up to {@code mtu} bytes from the next batch on; the senders of larger
   * ones are told by ICMP. It may become more than the tunnel was made for: own datagrams get
   * longer slots, and the device has to make longer ones of its own. From any thread.
   *
   * @param mtu in bytes, at most 65535
   */
  public void mtu(int mtu) {
    if (mtu < 1 || mtu > 65535) {
      throw new IllegalArgumentException("MTU " + mtu + " is not in 1..65535");
    }
    sending.mtu(mtu);
  }

  /**
   * Joins the tunnel to its two ends and starts both pipelines. Call once. In a chain, connect the
   * innermost tunnel first: its transport is the next tunnel's device.
   */
  public void connect(PacketDevice packetDevice, Transport datagramTransport) {
    device = packetDevice;
    transport = datagramTransport;
    refusals.answerTo(packetDevice);
    packetDevice.deliver(inbound.pipeline(datagramTransport.receive()));
    datagramTransport.send(outbound.pipeline(packetDevice.packets()));
    datagramTransport.onNetworkChange(
        () -> runtime.handshakeLoop().execute(activity::networkChanged));
    runtime.handshakeLoop().execute(activity::connected);
  }

  /**
   * Falls silent: no initiation, no keepalive, no timer; sessions are forgotten and what waits is
   * dropped, as when a WireGuard interface is set down. Idempotent. Any thread.
   */
  public void suspend() {
    runtime.handshakeLoop().execute(activity::suspend);
  }

  /**
   * Ends {@link #suspend}: persistent keepalives start at once, what waits gets its handshake.
   * Idempotent. Any thread.
   */
  public void resume() {
    runtime.handshakeLoop().execute(activity::resume);
  }

  /** The addresses of our end of the tunnel; the first IPv6 one is the source of ICMPv6 errors. */
  public void addresses(Iterable<byte[]> addresses) {
    addresses.forEach(refusals::source);
  }

  /**
   * Adds a peer; fails with {@link IllegalArgumentException} if its key is our own or another
   * peer's.
   */
  public Mono<Void> addPeer(PeerConfig config) {
    return onHandshakeLoop(() -> {
      Peer peer = membership.join(config);
      boolean keepalive = reconfiguration.keepalive(peer, config.persistentKeepalive());
      activity.changed(peer, keepalive);
    });
  }

  /**
   * Removes a peer with its routes, sessions and waiting packets; nothing happens if there is none.
   */
  public Mono<Void> removePeer(PublicKey key) {
    return change(TunnelChange.of(PeerChange.removal(key)));
  }

  /**
   * Changes identity and peers in place, as a whole and in order, between two handshakes
   * (wireguard-uapi §1.4). Peers that come are called {@code peer1}, {@code peer2} and so on.
   * Secrets are copied when the change is made; the caller wipes its own after that.
   */
  public Mono<Void> change(TunnelChange change) {
    return onHandshakeLoop(() -> reconfiguration.apply(change));
  }

  /** How the tunnel is configured now; who asked closes it. */
  public Mono<TunnelConfiguration> configuration() {
    return Mono.create(sink ->
        runtime.handshakeLoop().execute(() -> sink.success(reconfiguration.configuration())));
  }

  /**
   * Gives a peer another shaper, on the send loop between two batches; the session goes on, and
   * packets the old shaper held leave first.
   */
  public Mono<Void> shape(PublicKey key, Shaper shaper) {
    return peer(key).flatMap(peer -> Mono.create(sink -> attach(peer, shaper, sink::success)));
  }

  private void attach(Peer peer, Shaper shaper, Runnable done) {
    Loop loop = runtime.sendLoop();
    loop.execute(() -> {
      shaping.attach(peer, shaper, own, loop);
      done.run();
    });
  }

  /** Sets where a peer is to be reached, as after its name was resolved again. */
  public Mono<Void> endpoint(PublicKey key, Endpoint endpoint) {
    return onHandshakeLoop(() -> reconfiguration.endpoint(existing(key), endpoint));
  }

  /** Sends an initiation to the peer now, unless one is under way. */
  public Mono<Void> handshake(PublicKey key) {
    return onHandshakeLoop(() -> handshaker.initiate(existing(key), false));
  }

  /** Completes when the first session with the peer is in use; fails when the peer goes before. */
  public Mono<Void> established(PublicKey key) {
    return peer(key).flatMap(Peer::established);
  }

  /** Looks a peer up on the handshake loop, where what follows goes on. */
  private Mono<Peer> peer(PublicKey key) {
    return Mono.create(sink ->
        runtime
            .handshakeLoop()
            .execute(() -> {
              try {
                sink.success(existing(key));
              } catch (RuntimeException e) {
                sink.error(e);
              }
            }));
  }

  /** How many peers there are. Any thread. */
  public int peerCount() {
    return peers.all().size();
  }

  /** The state of this moment. Any thread. */
  public TunnelStatus status() {
    long now = runtime.clock().nanos();
    return new TunnelStatus(
        options.name(),
        sending.mtu(),
        peers.all().stream().map(peer -> PeerSnapshot.of(peer, now)).toList(),
        totals(drops.sent()),
        totals(drops.received()));
  }

  private static Map<DropReason, Long> totals(DropCounters counters) {
    Map<DropReason, Long> totals = new EnumMap<>(DropReason.class);
    for (DropReason reason : DropReason.values()) {
      totals.put(reason, counters.total(reason));
    }
    return totals;
  }

  /**
   * Stops both pipelines, closes device and transport, and has the loops wipe all keys. Idempotent.
   */
  @Override
  public void close() {
    ticks.stop();
    PacketDevice openDevice = device;
    Transport openTransport = transport;
    device = null;
    transport = null;
    if (openTransport != null) {
      openTransport.close();
    }
    if (openDevice != null) {
      openDevice.close();
    }
    runtime
        .handshakeLoop()
        .execute(() -> {
          membership.end();
          runtime.sendLoop().execute(shaping::close);
          handshaker.forgetCookies();
          local.close();
        });
  }

  private Peer existing(PublicKey key) {
    Peer peer = peers.get(key);
    if (peer == null) {
      throw new IllegalArgumentException("no such peer: " + key);
    }
    return peer;
  }

  private Mono<Void> onHandshakeLoop(Runnable change) {
    return Mono.create(sink ->
        runtime
            .handshakeLoop()
            .execute(() -> {
              try {
                change.run();
                sink.success();
              } catch (RuntimeException e) {
                sink.error(e);
              }
            }));
  }

  private void wanted(Peer peer) {
    runtime.handshakeLoop().execute(() -> handshaker.initiate(peer, false));
  }

  /** Calls of the handshake thread that the send loop carries out. */
  private final class ToSendLoop implements Handshaker.MessageSender {
    private final Loop loop = runtime.sendLoop();

    @Override
    public void send(List<Handshaker.Datagram> messages) {
      loop.execute(() -> own.sendMessages(messages));
    }

    @Override
    public void sessionReady(Peer peer, boolean confirm) {
      loop.execute(() -> own.sessionReady(peer, confirm));
    }

    @Override
    public void sendKeepalive(Peer peer) {
      loop.execute(() -> own.sendKeepalive(peer));
    }

    @Override
    public void sendStaged(Peer peer) {
      loop.execute(() -> own.sendStaged(peer));
    }

    @Override
    public void purge(Peer peer, DropReason reason) {
      loop.execute(() -> own.purge(peer, reason));
    }
  }

  /** What peers that left have done on the send loop. */
  private final class OnSendLoop implements Membership.Farewell {
    @Override
    public void purge(Peer peer, DropReason reason) {
      own.purge(peer, reason);
    }

    @Override
    public void attach(Peer peer, Shaper shaper) {
      shaping.attach(peer, shaper, own, runtime.sendLoop());
    }
  }

  /** Calls of the receive loop that the handshake thread carries out. */
  private final class ToHandshakeLoop implements Inbound.HandshakeEvents {
    @Override
    public boolean hasRoom() {
      return handshaker.queue().hasRoom();
    }

    @Override
    public void messageReceived(byte[] message, Endpoint source) {
      handshaker.queue().add(message, source);
    }

    @Override
    public void sessionConfirmed(IndexEntry session) {
      runtime.handshakeLoop().execute(() -> handshaker.confirm(session));
    }

    @Override
    public void sessionExpiring(Peer peer) {
      runtime.handshakeLoop().execute(() -> handshaker.initiate(peer, false));
    }
  }
}
