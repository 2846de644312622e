package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.noise.LocalIdentity;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.AllowedIps;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Changes a running tunnel in place: who is changed keeps session, counters and shaper
 * (wireguard-uapi §1.4). Handshake loop.
 */
final class Reconfiguration {
  private final TunnelRuntime runtime;
  private final LocalIdentity local;
  private final PeerTable peers;
  private final AllowedIps<Peer> allowedIps;
  private final Handshaker handshaker;
  private final Membership membership;
  private final Activity activity;

  /** Peers named here so far: their names say nothing about their keys. */
  private long named;

  Reconfiguration(
      TunnelRuntime runtime,
      LocalIdentity local,
      PeerTable peers,
      AllowedIps<Peer> allowedIps,
      Handshaker handshaker,
      Membership membership,
      Activity activity) {
    this.runtime = runtime;
    this.local = local;
    this.peers = peers;
    this.allowedIps = allowedIps;
    this.handshaker = handshaker;
    this.membership = membership;
    this.activity = activity;
  }

  void apply(TunnelChange change) {
    change.privateKey().ifPresent(this::identity);
    if (change.replacePeers()) {
      membership.leave(peers.all());
    }
    change.peers().forEach(this::apply);
  }

  /**
   * Takes another private key, or none (wireguard-protocol §15). Sessions of the old one receive
   * until they are replaced; without a key the tunnel is silent both ways.
   */
  private void identity(SecretKey privateKey) {
    if (privateKey.isZero() ? !local.present() : isCurrent(privateKey)) {
      return;
    }
    boolean hadNone = !local.present();
    local.change(privateKey);
    handshaker.forgetCookies();
    Peer ourselves = peers.get(local.publicKey());
    if (ourselves != null && local.present()) {
      membership.leave(List.of(ourselves));
    }
    for (Peer peer : peers.all()) {
      peer.remote.localChanged();
      if (local.present()) {
        handshaker.abandon(peer);
        peer.keypairs.expireSending();
      } else {
        peer.timers.stop();
        handshaker.forget(peer);
      }
    }
    if (hadNone) {
      activity.wakeAll();
    } else {
      peers.all().forEach(peer -> activity.changed(peer, false));
    }
  }

  private boolean isCurrent(SecretKey privateKey) {
    try (LocalIdentity other = new LocalIdentity(privateKey)) {
      return local.present() && other.privateKey().equals(local.privateKey());
    }
  }

  private void apply(PeerChange change) {
    if (membership.isOurs(change.publicKey())) {
      return;
    }
    Peer known = peers.get(change.publicKey());
    if (change.remove()) {
      if (known != null) {
        membership.leave(List.of(known));
      }
      return;
    }
    Peer peer = known == null ? created(change) : known;
    if (peer != null) {
      apply(change, peer);
    }
  }

  private @Nullable Peer created(PeerChange change) {
    if (change.updateOnly()) {
      return null;
    }
    named++;
    return membership.join(
        new PeerConfig("peer" + named, change.publicKey(), SecretKey.zero(), null, List.of(), 0));
  }

  private void apply(PeerChange change, Peer peer) {
    change.presharedKey().ifPresent(peer.remote::presharedKey);
    boolean wasOutOfReach = peer.endpoint == null;
    change.endpoint().ifPresent(endpoint -> peer.endpoint = endpoint);
    // At once: a packet whose address stays the peer's must not be dropped in between.
    allowedIps.atOnce(() -> allowedIps(change, peer));
    boolean keepaliveBegins =
        change.persistentKeepalive().isPresent()
            && keepalive(peer, change.persistentKeepalive().getAsInt());
    activity.changed(peer, keepaliveBegins || keepaliveWaited(peer, wasOutOfReach));
  }

  private void allowedIps(PeerChange change, Peer peer) {
    if (change.replaceAllowedIps()) {
      allowedIps.removeAll(peer);
    }
    for (AllowedIpChange step : change.allowedIps()) {
      if (step.add()) {
        allowedIps.insert(step.prefix(), peer);
      } else {
        allowedIps.remove(step.prefix(), peer);
      }
    }
  }

  /** Sets where a peer is to be reached. */
  void endpoint(Peer peer, Endpoint endpoint) {
    boolean wasOutOfReach = peer.endpoint == null;
    peer.endpoint = endpoint;
    activity.changed(peer, keepaliveWaited(peer, wasOutOfReach));
  }

  /** Nothing was sent that could have started the timer. */
  private static boolean keepaliveWaited(Peer peer, boolean wasOutOfReach) {
    return wasOutOfReach && peer.endpoint != null && peer.timers.hasPersistentKeepalive();
  }

  /** Sets the persistent keepalive in seconds; whether there was none and now is. */
  boolean keepalive(Peer peer, int seconds) {
    return peer.timers.persistentKeepalive(
        TimeUnit.SECONDS.toNanos(seconds), runtime.clock().nanos());
  }

  TunnelConfiguration configuration() {
    List<PeerConfiguration> all = new ArrayList<>();
    for (Peer peer : peers.all()) {
      all.add(
          new PeerConfiguration(
              peer.name,
              peer.publicKey(),
              peer.remote.presharedKey().copy(),
              peer.endpoint,
              peer.lastHandshakeMillis,
              peer.sent.datagramBytes() + peer.controlSent.datagramBytes(),
              peer.received.datagramBytes() + peer.controlReceived.datagramBytes(),
              (int) TimeUnit.NANOSECONDS.toSeconds(peer.timers.persistentKeepalive()),
              allowedIps.prefixesOf(peer)));
    }
    return new TunnelConfiguration(local.privateKey().copy(), all);
  }
}
