package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.config.HostPort;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.tunnel.Tunnel;
import io.veiltun.engine.tunnel.TunnelStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves the names of a tunnel's peers again while they do not answer: their addresses may have
 * changed. Of a chain that is the entry; later hops keep the address of the start, since the
 * chain's addresses and MTUs were worked out for it.
 */
final class NameWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NameWatch.class);
  private static final int INTERVAL_SECONDS = 5;

  /**
   * A peer known by an endpoint of the profile.
   *
   * @param place where the profile names it, as a JSON pointer
   * @param endpoint a name, or an address that needs no watching
   */
  record Named(String place, HostPort endpoint, PublicKey peer) {}

  /** Told of a new address before the tunnel is. */
  interface BeforeMove {
    /** Makes ready for datagrams to {@code found}; the tunnel stays where it is on a failure. */
    void moving(Endpoint found) throws CommandFailure;
  }

  private final Tunnel tunnel;
  private final List<Named> names;
  private final BeforeMove before;
  private final Map<PublicKey, Long> retriesSeen = new HashMap<>();
  private @Nullable ScheduledExecutorService timer;

  NameWatch(Tunnel tunnel, List<Named> peers, BeforeMove before) {
    this.tunnel = tunnel;
    this.before = before;
    names = peers.stream().filter(peer -> ChainPlan.isName(peer.endpoint())).toList();
  }

  /** Starts watching if there is a name at all. */
  void start() {
    if (!names.isEmpty()) {
      timer =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().daemon().name("veiltun-names").factory());
      var _ =
          timer.scheduleWithFixedDelay(
              this::look, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Looks once at every name. */
  void look() {
    Map<PublicKey, TunnelStatus.PeerStatus> peers = new HashMap<>();
    tunnel.status().peers().forEach(peer -> peers.put(peer.publicKey(), peer));
    for (Named named : names) {
      TunnelStatus.PeerStatus peer = peers.get(named.peer());
      if (peer != null && retriedSince(peer)) {
        resolve(named, peer.endpoint());
      }
    }
  }

  private boolean retriedSince(TunnelStatus.PeerStatus peer) {
    long retries = peer.handshakes().retried();
    Long seen = retriesSeen.put(peer.publicKey(), retries);
    return retries != (seen == null ? 0 : seen);
  }

  private void resolve(Named named, @Nullable Endpoint known) {
    try {
      Endpoint found = Names.resolve(named.place(), named.endpoint());
      if (known == null || !found.sameRemote(known)) {
        log.info("{} is now at {}", named.endpoint(), found);
        before.moving(found);
        tunnel
            .endpoint(named.peer(), found)
            .subscribe(done -> {}, gone -> log.debug("{}: {}", named.place(), gone.getMessage()));
      }
    } catch (CommandFailure e) {
      log.warn("{}", e.explanation());
    }
  }

  @Override
  public void close() {
    if (timer != null) {
      timer.shutdownNow();
    }
  }
}
