package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.noise.LocalIdentity;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.routing.AllowedIps;
import io.veiltun.engine.session.IndexTable;
import io.veiltun.engine.shape.Shaper;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets peers join and leave a tunnel. Handshake loop. */
final class Membership {
  private static final Logger log = LoggerFactory.getLogger(Membership.class);

  /** What is done about a peer that left, on the send loop. */
  interface Farewell {
    void purge(Peer peer, DropReason reason);

    void attach(Peer peer, Shaper shaper);
  }

  private final TunnelRuntime runtime;
  private final LocalIdentity local;
  private final PeerTable peers;
  private final AllowedIps<Peer> allowedIps;
  private final IndexTable<IndexEntry> indices;
  private final Handshaker handshaker;
  private final ArmedTimers armed;
  private final Farewell farewell;

  Membership(
      TunnelRuntime runtime,
      LocalIdentity local,
      PeerTable peers,
      AllowedIps<Peer> allowedIps,
      IndexTable<IndexEntry> indices,
      Handshaker handshaker,
      ArmedTimers armed,
      Farewell farewell) {
    this.runtime = runtime;
    this.local = local;
    this.peers = peers;
    this.allowedIps = allowedIps;
    this.indices = indices;
    this.handshaker = handshaker;
    this.armed = armed;
    this.farewell = farewell;
  }

  /**
   * Adds a peer with all that is configured about it; fails with {@link IllegalArgumentException}
   * if its key is our own or another peer's.
   */
  Peer join(PeerConfig config) {
    if (isOurs(config.publicKey())) {
      throw new IllegalArgumentException(
          "peer " + config.name() + " has this tunnel's own public key");
    }
    if (peers.get(config.publicKey()) != null) {
      throw new IllegalArgumentException(
          "peer " + config.name() + " has the public key of another peer");
    }
    Peer peer =
        new Peer(
            peers.nextNumber(),
            config,
            local,
            new Keypairs(indices, runtime.sendLoop(), runtime.receiveLoop()),
            armed,
            runtime.random()::nextLong);
    if (peer.remote.lowOrder()) {
      log.warn("peer {}: its public key is a low-order point, no handshake is possible", peer);
    }
    peers.add(peer);
    config.allowedIps().forEach(prefix -> allowedIps.insert(prefix, peer));
    return peer;
  }

  /** Whether a key is this tunnel's own public key. */
  boolean isOurs(PublicKey key) {
    return local.present() && key.equals(local.publicKey());
  }

  /** Takes these peers out with their routes, sessions and waiting packets. */
  void leave(Collection<Peer> leaving) {
    List<Peer> gone = List.copyOf(leaving);
    // Both packet loops have ended the batch in which they may have used the numbers.
    Runnable release = () -> gone.forEach(peers::release);
    takeOut(
        gone, () -> runtime.receiveLoop().execute(() -> runtime.handshakeLoop().execute(release)));
  }

  /** Takes all peers out of a tunnel that ends: nobody will need their numbers again. */
  void end() {
    takeOut(List.copyOf(peers.all()), () -> {});
  }

  private void takeOut(List<Peer> gone, Runnable afterwards) {
    for (Peer peer : gone) {
      allowedIps.removeAll(peer);
      peers.remove(peer);
      peer.timers.stop();
      armed.remove(peer.timers);
      handshaker.forget(peer);
      peer.leave();
    }
    runtime
        .sendLoop()
        .execute(() -> {
          for (Peer peer : gone) {
            farewell.purge(peer, DropReason.SHUTDOWN);
            farewell.attach(peer, Shaper.NONE);
          }
          afterwards.run();
        });
  }
}
