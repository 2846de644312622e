package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.network.Cidr;
import io.veiltun.cli.network.HostSystem;
import io.veiltun.cli.network.KillSwitch;
import io.veiltun.cli.network.LocalNetworks;
import io.veiltun.cli.network.NetworkPlan;
import io.veiltun.cli.network.NetworkRequest;
import io.veiltun.cli.network.PolicyNumbers;
import io.veiltun.cli.network.RaiseKillSwitch;
import io.veiltun.cli.network.UndoJournal;
import io.veiltun.cli.run.DefenceRequest;
import io.veiltun.cli.run.LaunchOptions;
import io.veiltun.cli.run.RunningTunnel;
import io.veiltun.cli.status.PeerStatus;
import io.veiltun.cli.status.Role;
import io.veiltun.cli.status.StatusDocument;
import io.veiltun.config.CidrAddress;
import io.veiltun.config.ClientProfile;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.shape.Shaper;
import io.veiltun.engine.tun.LinuxTun;
import io.veiltun.engine.tunnel.TunnelRuntime;
import io.veiltun.engine.tunnel.TunnelStatus;
import io.veiltun.engine.udp.UdpTransport;
import io.veiltun.multihop.Chain;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running client: a chain between a TUN device and a UDP socket. */
final class ClientTunnel implements RunningTunnel {
  private static final Logger log = LoggerFactory.getLogger(ClientTunnel.class);

  private final Instant since = Instant.now();
  private final String interfaceName;
  private final ChainPlan plan;
  private final Loops loops;
  private final Chain chain;
  private final NameWatch names;
  private final ShapedPeers shaped;
  private final CompletableFuture<@Nullable Throwable> terminated;

  private ClientTunnel(
      String interfaceName,
      ChainPlan plan,
      Loops loops,
      Chain chain,
      NameWatch names,
      ShapedPeers shaped,
      CompletableFuture<@Nullable Throwable> terminated) {
    this.interfaceName = interfaceName;
    this.plan = plan;
    this.loops = loops;
    this.chain = chain;
    this.names = names;
    this.shaped = shaped;
    this.terminated = terminated;
  }

  static ClientTunnel launch(ClientProfile profile, LaunchOptions options, UndoJournal journal)
      throws CommandFailure {
    try (ChainPlan plan = ChainPlan.of(profile)) {
      plan.mtuWarning().ifPresent(log::warn);
      Loops loops = Loops.start();
      try {
        return launch(profile, options, journal, plan, loops);
      } catch (CommandFailure | RuntimeException e) {
        loops.close();
        throw e;
      }
    }
  }

  private static ClientTunnel launch(
      ClientProfile profile,
      LaunchOptions options,
      UndoJournal journal,
      ChainPlan plan,
      Loops loops)
      throws CommandFailure {
    try (HostSystem host = HostSystem.local()) {
      TunnelRuntime runtime = Runtimes.of(loops, options);
      ShapedPeers shaped = shaped(profile);
      List<Shaper> shapers = shapers(shaped);
      List<Drops> drops = plan.hops().stream().map(hop -> new Drops()).toList();
      NetworkRequest request = request(profile, plan);
      PolicyNumbers numbers = PolicyNumbers.free(host.netlink());
      LinuxTun tun =
          Opening.tun(profile.interfaceName(), device(plan, options), loops, drops.getLast());
      var gone = new CompletableFuture<@Nullable Throwable>();
      try {
        UdpTransport udp =
            Opening.udp(
                UdpTransport.Options.of(0)
                    .withOffloads(Opening.offloads(options))
                    .withFwmark(
                        request.takesDefaultRoute() || profile.killSwitch() ? numbers.mark() : 0),
                loops,
                drops.getFirst());
        Chain chain =
            Chain.connect(
                plan.hops(),
                plan.mtu(),
                new WatchedDevice(tun, gone),
                udp,
                runtime,
                drops,
                shapers);
        for (int hop = 0; hop < shapers.size(); hop++) {
          shaped.all().get(hop).at(chain.tunnels().get(hop), plan.hops().get(hop).publicKey());
        }
        Optional<KillSwitch> killSwitch = killSwitch(profile, plan, numbers);
        NameWatch names = names(profile, plan, chain, killSwitch);
        var tunnel =
            new ClientTunnel(profile.interfaceName(), plan, loops, chain, names, shaped, gone);
        try {
          networkPlan(NetworkPlan.of(request, numbers, host), killSwitch).apply(host, journal);
        } catch (CommandFailure e) {
          chain.close();
          throw e;
        }
        chain.start();
        names.start();
        return tunnel;
      } catch (CommandFailure | RuntimeException e) {
        tun.close();
        throw e;
      }
    }
  }

  private static ShapedPeers shaped(ClientProfile profile) {
    return new ShapedPeers(
        profile.hops().stream()
            .map(hop -> new ShapedPeer(hop.name(), Role.CLIENT, hop.daita()))
            .toList());
  }

  private static List<Shaper> shapers(ShapedPeers shaped) throws CommandFailure {
    List<Shaper> shapers = new ArrayList<>();
    for (ShapedPeer hop : shaped.all()) {
      shapers.add(hop.begin());
    }
    return shapers;
  }

  private static LinuxTun.Options device(ChainPlan plan, LaunchOptions options) {
    int outermost = plan.mtu().pathMtu() - plan.mtu().tunMtu();
    return LinuxTun.Options.of(plan.interfaceMtu(), plan.mtu().headroom(), plan.mtu().tailroom())
        .withOffloads(Opening.offloads(options))
        .withFitReads(true, outermost);
  }

  private static NetworkRequest request(ClientProfile profile, ChainPlan plan) {
    return new NetworkRequest(
        profile.interfaceName(),
        plan.interfaceMtu(),
        cidrs(profile.lastHop().addresses()),
        cidrs(profile.lastHop().allowedIps()),
        profile.networkInterface().dns(),
        NetworkRequest.Forwarding.NONE);
  }

  /** Before everything else, so that nothing has passed beside the tunnel when it is there. */
  private static NameWatch names(
      ClientProfile profile, ChainPlan plan, Chain chain, Optional<KillSwitch> killSwitch) {
    var entry =
        new NameWatch.Named(
            "/hops/0/endpoint",
            profile.hops().getFirst().endpoint(),
            plan.hops().getFirst().publicKey());
    return new NameWatch(
        chain.tunnels().getFirst(), List.of(entry), found -> letPass(killSwitch, found));
  }

  private static void letPass(Optional<KillSwitch> killSwitch, Endpoint found)
      throws CommandFailure {
    if (killSwitch.isPresent()) {
      KillSwitch moved = killSwitch.get().withEntry(Names.socketAddress(found));
      try (HostSystem host = HostSystem.local()) {
        new RaiseKillSwitch(moved).perform(host);
      }
    }
  }

  private static NetworkPlan networkPlan(NetworkPlan plan, Optional<KillSwitch> killSwitch) {
    return killSwitch.map(raised -> plan.behind(new RaiseKillSwitch(raised))).orElse(plan);
  }

  private static Optional<KillSwitch> killSwitch(
      ClientProfile profile, ChainPlan plan, PolicyNumbers numbers) throws CommandFailure {
    if (!profile.killSwitch()) {
      return Optional.empty();
    }
    return Optional.of(
        new KillSwitch(
            profile.interfaceName(),
            numbers.mark(),
            Names.socketAddress(plan.hops().getFirst().endpoint()),
            cidrs(profile.lastHop().allowedIps()),
            LocalNetworks.except(profile.interfaceName()),
            !profile.networkInterface().dns().isEmpty()));
  }

  static List<Cidr> cidrs(List<CidrAddress> addresses) {
    return addresses.stream()
        .map(address -> new Cidr(address.address(), address.prefixLength()))
        .toList();
  }

  @Override
  public StatusDocument status() {
    List<PeerStatus> hops = new ArrayList<>();
    boolean up = true;
    for (int i = 0; i < shaped.all().size(); i++) {
      TunnelStatus status = chain.tunnels().get(i).status();
      PeerStatus hop =
          Snapshots.peer(
              status.peers().getFirst(),
              status.mtu(),
              Snapshots.drops(status),
              shaped.all().get(i).status(status.mtu()));
      hops.add(hop);
      up &= hop.up();
    }
    return new StatusDocument(
        interfaceName, Role.CLIENT, since, plan.interfaceMtu(), up, hops, List.of());
  }

  @Override
  public String defend(DefenceRequest request) throws CommandFailure {
    return shaped.change(request);
  }

  @Override
  public void awaitReady(Duration patience) throws CommandFailure, InterruptedException {
    try {
      chain.established().toFuture().get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new CommandFailure(ExitCode.NO_ANSWER, unanswered(patience), e);
    } catch (ExecutionException e) {
      throw new CommandFailure(ExitCode.FAILED, "the chain failed: " + e.getMessage(), e);
    }
  }

  private String unanswered(Duration patience) {
    Stream<PeerStatus> silent =
        status().peers().stream().filter(hop -> hop.lastHandshake() == null);
    PeerStatus first = silent.findFirst().orElse(status().peers().getLast());
    return "hop "
        + first.name()
        + " ("
        + first.endpoint()
        + ") gave no answer within "
        + patience.toSeconds()
        + " s: check its address, its port, both public keys and the preshared key";
  }

  @Override
  public CompletionStage<@Nullable Throwable> terminated() {
    return terminated;
  }

  @Override
  public void close() {
    names.close();
    chain.close();
    loops.close();
  }
}
