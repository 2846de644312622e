package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.network.HostSystem;
import io.veiltun.cli.network.NetworkPlan;
import io.veiltun.cli.network.NetworkRequest;
import io.veiltun.cli.network.PolicyNumbers;
import io.veiltun.cli.network.UndoJournal;
import io.veiltun.cli.run.DefenceRequest;
import io.veiltun.cli.run.LaunchOptions;
import io.veiltun.cli.run.RunningTunnel;
import io.veiltun.cli.status.Role;
import io.veiltun.cli.status.StatusDocument;
import io.veiltun.cli.uapi.UapiServer;
import io.veiltun.config.CidrAddress;
import io.veiltun.config.Forward;
import io.veiltun.config.PeerEntry;
import io.veiltun.config.RelayProfile;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.tun.LinuxTun;
import io.veiltun.engine.tunnel.PeerConfig;
import io.veiltun.engine.tunnel.Tunnel;
import io.veiltun.engine.tunnel.TunnelOptions;
import io.veiltun.engine.udp.UdpTransport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A running relay or exit: one tunnel with many peers. */
final class RelayTunnel implements RunningTunnel {
  /** What wg-quick gives an interface on Ethernet: the worst outer headers, those of IPv6. */
  private static final int DEFAULT_MTU = 1420;

  private static final int ROOM = 64;

  private final Instant since = Instant.now();
  private final String interfaceName;
  private final Loops loops;
  private final Tunnel tunnel;
  private final DeviceDaita daita;
  private final Optional<UapiServer> server;
  private final NameWatch names;
  private final CompletableFuture<@Nullable Throwable> terminated;

  private RelayTunnel(
      String interfaceName,
      Loops loops,
      Tunnel tunnel,
      DeviceDaita daita,
      Optional<UapiServer> server,
      NameWatch names,
      CompletableFuture<@Nullable Throwable> terminated) {
    this.interfaceName = interfaceName;
    this.loops = loops;
    this.tunnel = tunnel;
    this.daita = daita;
    this.server = server;
    this.names = names;
    this.terminated = terminated;
  }

  static RelayTunnel launch(RelayProfile profile, LaunchOptions options, UndoJournal journal)
      throws CommandFailure {
    Loops loops = Loops.start();
    try {
      return launch(profile, options, journal, loops);
    } catch (CommandFailure | RuntimeException e) {
      loops.close();
      throw e;
    }
  }

  private static RelayTunnel launch(
      RelayProfile profile, LaunchOptions options, UndoJournal journal, Loops loops)
      throws CommandFailure {
    int mtu = profile.mtu().orElse(DEFAULT_MTU);
    Drops drops = new Drops();
    Tunnel tunnel;
    try (SecretKey privateKey = ChainPlan.privateKey(profile.privateKey())) {
      tunnel =
          new Tunnel(
              new TunnelOptions(profile.interfaceName(), mtu, ROOM, ROOM),
              privateKey,
              Runtimes.of(loops, options),
              drops);
    }
    tunnel.addresses(
        profile.networkInterface().addresses().stream()
            .map(address -> address.address().getAddress())
            .toList());
    DeviceDaita daita = addPeers(profile, tunnel);
    try (HostSystem host = HostSystem.local()) {
      LinuxTun tun =
          Opening.tun(
              profile.interfaceName(),
              LinuxTun.Options.of(mtu, ROOM, ROOM)
                  .withOffloads(Opening.offloads(options))
                  .withFitReads(profile.forward().isEmpty(), ROOM / 2),
              loops,
              drops);
      var gone = new CompletableFuture<@Nullable Throwable>();
      try {
        UdpTransport udp =
            Opening.udp(
                UdpTransport.Options.of(profile.networkInterface().listenPort())
                    .withOffloads(Opening.offloads(options)),
                loops,
                drops);
        tunnel.connect(new WatchedDevice(tun, gone), udp);
        NetworkPlan.of(request(profile, mtu), PolicyNumbers.free(host.netlink()), host)
            .apply(host, journal);
        var target = new DeviceTarget(tunnel, new DeviceSockets(udp), daita);
        NameWatch names = names(profile, tunnel);
        var relay =
            new RelayTunnel(
                profile.interfaceName(),
                loops,
                tunnel,
                daita,
                Opening.serveIfPossible(profile.interfaceName(), target),
                names,
                gone);
        names.start();
        return relay;
      } catch (CommandFailure | RuntimeException e) {
        tunnel.close();
        tun.close();
        throw e;
      }
    }
  }

  private static DeviceDaita addPeers(RelayProfile profile, Tunnel tunnel) throws CommandFailure {
    DeviceDaita daita = new DeviceDaita(tunnel);
    for (int i = 0; i < profile.peers().size(); i++) {
      PeerEntry peer = profile.peers().get(i);
      Endpoint endpoint =
          peer.endpoint().isEmpty()
              ? null
              : Names.resolve("/peers/" + i + "/endpoint", peer.endpoint().get());
      PeerConfig config =
          new PeerConfig(
              peer.name(),
              PublicKey.of(peer.publicKey().bytes()),
              ChainPlan.presharedKey(peer.presharedKey()),
              endpoint,
              ChainPlan.prefixes(peer.allowedIps()),
              peer.keepalive());
      try {
        tunnel.addPeer(config).block();
        if (peer.daita().isPresent()) {
          daita.begun(config.publicKey(), shaped(peer, tunnel, config.publicKey()));
        }
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(
            ExitCode.USAGE, "/peers/" + i + "/publicKey: " + e.getMessage(), e);
      } finally {
        config.presharedKey().close();
      }
    }
    return daita;
  }

  private static NameWatch names(RelayProfile profile, Tunnel tunnel) {
    List<NameWatch.Named> named = new ArrayList<>();
    for (int i = 0; i < profile.peers().size(); i++) {
      PeerEntry peer = profile.peers().get(i);
      if (peer.endpoint().isPresent()) {
        PublicKey key = PublicKey.of(peer.publicKey().bytes());
        named.add(new NameWatch.Named("/peers/" + i + "/endpoint", peer.endpoint().get(), key));
      }
    }
    return new NameWatch(tunnel, named, found -> {});
  }

  private static ShapedPeer shaped(PeerEntry entry, Tunnel tunnel, PublicKey key)
      throws CommandFailure {
    ShapedPeer peer = new ShapedPeer(entry.name(), Role.RELAY, entry.daita());
    peer.at(tunnel, key);
    tunnel.shape(key, peer.begin()).block();
    return peer;
  }

  /** Peers' networks outside the device's own are routed through it, as wg-quick does. */
  private static NetworkRequest request(RelayProfile profile, int mtu) {
    List<CidrAddress> addresses = profile.networkInterface().addresses();
    List<CidrAddress> routed =
        profile.peers().stream()
            .flatMap(peer -> peer.allowedIps().stream())
            .filter(network ->
                addresses.stream().noneMatch(own -> own.network().contains(network.address())))
            .toList();
    return new NetworkRequest(
        profile.interfaceName(),
        mtu,
        ClientTunnel.cidrs(addresses),
        ClientTunnel.cidrs(routed),
        List.of(),
        profile.forward().map(RelayTunnel::forwarding).orElse(NetworkRequest.Forwarding.NONE));
  }

  private static NetworkRequest.Forwarding forwarding(Forward forward) {
    return forward.masquerade()
        ? NetworkRequest.Forwarding.MASQUERADED
        : NetworkRequest.Forwarding.ROUTED;
  }

  @Override
  public StatusDocument status() {
    return Snapshots.device(interfaceName, since, !terminated.isDone(), tunnel.status(), daita);
  }

  @Override
  public String defend(DefenceRequest request) throws CommandFailure {
    return daita.change(request);
  }

  /** A relay is ready when its socket is open: peers come when they come. */
  @Override
  public void awaitReady(Duration patience) {}

  @Override
  public CompletionStage<@Nullable Throwable> terminated() {
    return terminated;
  }

  @Override
  public void close() {
    names.close();
    server.ifPresent(UapiServer::close);
    tunnel.close();
    loops.close();
  }
}
