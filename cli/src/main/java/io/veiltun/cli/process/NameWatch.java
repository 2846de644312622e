package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.network.HostSystem;
import io.veiltun.cli.network.KillSwitch;
import io.veiltun.cli.network.RaiseKillSwitch;
import io.veiltun.config.ClientProfile;
import io.veiltun.config.HostPort;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.tunnel.Tunnel;
import io.veiltun.engine.tunnel.TunnelStatus;
import io.veiltun.multihop.Chain;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves the entry's name again while the entry does not answer: its address may have changed.
 * Later hops keep the address of the start, since the chain's addresses and MTUs were worked out
 * for it.
 */
final class NameWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NameWatch.class);
  private static final int INTERVAL_SECONDS = 5;

  private final HostPort name;
  private final Tunnel entry;
  private final Optional<KillSwitch> killSwitch;
  private @Nullable ScheduledExecutorService timer;
  private long retriesSeen;

  NameWatch(ClientProfile profile, Chain chain, Optional<KillSwitch> killSwitch) {
    this.killSwitch = killSwitch;
    name = profile.hops().getFirst().endpoint();
    entry = chain.tunnels().getFirst();
  }

  /** Starts watching if the profile has a name and not an address. */
  void start() {
    if (ChainPlan.isName(name)) {
      timer =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().daemon().name("veiltun-names").factory());
      var _ =
          timer.scheduleWithFixedDelay(
              this::look, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void look() {
    TunnelStatus.PeerStatus peer = entry.status().peers().getFirst();
    long retries = peer.handshakes().retried();
    if (retries == retriesSeen) {
      return;
    }
    retriesSeen = retries;
    try {
      Endpoint found = Names.resolve("/hops/0/endpoint", name);
      Endpoint known = peer.endpoint();
      if (known == null || !found.sameRemote(known)) {
        log.info("{} is now at {}", name, found);
        letPass(found);
        entry.endpoint(peer.publicKey(), found).subscribe();
      }
    } catch (CommandFailure e) {
      log.warn("{}", e.explanation());
    }
  }

  /** Before the tunnel is told: what it sends to the new address must not be blocked. */
  private void letPass(Endpoint found) throws CommandFailure {
    if (killSwitch.isPresent()) {
      KillSwitch moved = killSwitch.get().withEntry(Names.socketAddress(found));
      try (HostSystem host = HostSystem.local()) {
        new RaiseKillSwitch(moved).perform(host);
      }
    }
  }

  @Override
  public void close() {
    if (timer != null) {
      timer.shutdownNow();
    }
  }
}
