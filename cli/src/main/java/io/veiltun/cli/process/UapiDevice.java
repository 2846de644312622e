package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.network.ConfigureLink;
import io.veiltun.cli.network.HostSystem;
import io.veiltun.cli.run.DefenceRequest;
import io.veiltun.cli.run.LaunchOptions;
import io.veiltun.cli.run.RunningTunnel;
import io.veiltun.cli.status.StatusDocument;
import io.veiltun.cli.uapi.SocketFile;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.tun.DeviceGoneException;
import io.veiltun.engine.tun.LinuxTun;
import io.veiltun.engine.tunnel.Tunnel;
import io.veiltun.engine.tunnel.TunnelOptions;
import io.veiltun.engine.udp.UdpTransport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An interface that is configured from outside, as the kernel's WireGuard is: by {@code wg} for
 * keys and peers, by {@code ip} for everything else.
 */
final class UapiDevice implements RunningTunnel {
  /** What wireguard-go gives an interface; wg-quick works out its own. */
  private static final int MTU = 1420;

  private static final int TX_QUEUE_LENGTH = 1000;
  private static final int ROOM = 64;

  private final Instant since = Instant.now();
  private final String name;
  private final Tunnel tunnel;
  private final DeviceSockets sockets;
  private final DeviceDaita daita;
  private final CompletableFuture<@Nullable Throwable> ended;
  private final Deque<Runnable> parts;

  private UapiDevice(
      String name,
      Tunnel tunnel,
      DeviceSockets sockets,
      CompletableFuture<@Nullable Throwable> ended,
      Deque<Runnable> parts) {
    this.name = name;
    this.tunnel = tunnel;
    this.sockets = sockets;
    this.ended = ended;
    this.parts = parts;
    daita = new DeviceDaita(tunnel);
  }

  static UapiDevice launch(DeviceRequest request, LaunchOptions options) throws CommandFailure {
    Deque<Runnable> parts = new ArrayDeque<>();
    try {
      return launch(request, options, parts);
    } catch (CommandFailure | RuntimeException e) {
      undo(parts);
      throw e;
    }
  }

  private static UapiDevice launch(
      DeviceRequest request, LaunchOptions options, Deque<Runnable> parts) throws CommandFailure {
    Loops loops = Loops.start();
    parts.push(loops::close);
    Drops drops = new Drops();
    // First, because it tells who has the name, which the kernel doesn't.
    SocketFile socket = Opening.socket(request);
    parts.push(socket::close);
    LinuxTun tun = tun(request, options, loops, drops);
    Tunnel tunnel;
    try (SecretKey none = SecretKey.zero()) {
      tunnel =
          new Tunnel(
              new TunnelOptions(request.name(), MTU, ROOM, ROOM),
              none,
              Runtimes.of(loops, options),
              drops);
    } catch (CommandFailure | RuntimeException e) {
      tun.close();
      throw e;
    }
    UdpTransport udp =
        UdpTransport.shut(
            UdpTransport.Options.of(0)
                .withOffloads(Opening.offloads(options))
                .withMaxDatagram(65535),
            loops.send(),
            loops.receive(),
            drops);
    parts.push(tunnel::close);
    var ended = new CompletableFuture<@Nullable Throwable>();
    var failed = new CompletableFuture<@Nullable Throwable>();
    var _ =
        failed.thenAccept(
            reason -> ended.complete(reason instanceof DeviceGoneException ? null : reason));
    tunnel.suspend();
    tunnel.connect(new WatchedDevice(tun, failed), udp);
    DeviceSockets sockets = new DeviceSockets(udp);
    UapiDevice device = new UapiDevice(request.name(), tunnel, sockets, ended, parts);
    parts.push(Opening.watch(tun, new DeviceLink(tun, tunnel, sockets, ended))::close);
    var target = new DeviceTarget(tunnel, sockets, device.daita);
    parts.push(Opening.serve(socket, target, () -> ended.complete(null))::close);
    return device;
  }

  private static LinuxTun tun(
      DeviceRequest request, LaunchOptions options, Loops loops, Drops drops)
      throws CommandFailure {
    LinuxTun.Options wanted =
        LinuxTun.Options.of(MTU, ROOM, ROOM).withOffloads(Opening.offloads(options));
    if (request.tunDescriptor().isPresent()) {
      return Opening.adopted(request.tunDescriptor().getAsInt(), wanted, loops, drops);
    }
    LinuxTun tun = Opening.tun(request.name(), wanted, loops, drops);
    try (HostSystem host = HostSystem.local()) {
      new ConfigureLink(request.name(), MTU, TX_QUEUE_LENGTH, false).perform(host);
      return tun;
    } catch (CommandFailure | RuntimeException e) {
      tun.close();
      throw e;
    }
  }

  @Override
  public StatusDocument status() {
    boolean up = sockets.isOpen() && !ended.isDone();
    return Snapshots.device(name, since, up, tunnel.status(), daita);
  }

  @Override
  public String defend(DefenceRequest request) throws CommandFailure {
    return daita.change(request);
  }

  /** It is ready as soon as {@code wg} and {@code ip} can go on. */
  @Override
  public void awaitReady(Duration patience) {}

  @Override
  public CompletionStage<@Nullable Throwable> terminated() {
    return ended;
  }

  @Override
  public void close() {
    undo(parts);
  }

  private static void undo(Deque<Runnable> parts) {
    while (!parts.isEmpty()) {
      parts.pop().run();
    }
  }
}
