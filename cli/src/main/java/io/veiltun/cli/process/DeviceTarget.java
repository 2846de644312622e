package io.veiltun.cli.process;

import io.veiltun.cli.uapi.DaitaKeys;
import io.veiltun.cli.uapi.DaitaReport;
import io.veiltun.cli.uapi.DeviceChange;
import io.veiltun.cli.uapi.DeviceState;
import io.veiltun.cli.uapi.UapiFailure;
import io.veiltun.cli.uapi.UapiTarget;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.tunnel.Traffic;
import io.veiltun.engine.tunnel.Tunnel;
import io.veiltun.engine.tunnel.TunnelConfiguration;
import io.veiltun.engine.tunnel.TunnelStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Carries out what {@code wg} asks of a tunnel and its sockets. What can fail comes first, so that
 * a change is made as a whole or not at all.
 */
record DeviceTarget(Tunnel tunnel, DeviceSockets sockets, DeviceDaita daita) implements UapiTarget {
  /** As many as there can be numbers for in a batch; wireguard-go has the same limit. */
  private static final int MAX_PEERS = 1 << 16;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public void apply(DeviceChange change) throws UapiFailure {
    List<CheckedDaita> shapes = CheckedDaita.of(change.daita());
    checkRoom(change);
    sockets.change(change.listenPort(), change.fwmark());
    tunnel.change(change.tunnel()).block(PATIENCE);
    daita.forget(change);
    daita.apply(shapes);
  }

  private void checkRoom(DeviceChange change) throws UapiFailure {
    int present = change.tunnel().replacePeers() ? 0 : tunnel.peerCount();
    if (present + change.tunnel().peers().size() > MAX_PEERS) {
      throw UapiFailure.invalid("more than " + MAX_PEERS + " peers");
    }
  }

  @Override
  public DeviceState read() {
    TunnelConfiguration configuration =
        Objects.requireNonNull(tunnel.configuration().block(PATIENCE));
    return new DeviceState(configuration, sockets.port(), sockets.fwmark(), reports());
  }

  private Map<PublicKey, DaitaReport> reports() {
    Map<PublicKey, DaitaKeys> keys = daita.keys();
    Map<PublicKey, DaitaReport> reports = new HashMap<>();
    if (!keys.isEmpty()) {
      for (TunnelStatus.PeerStatus peer : tunnel.status().peers()) {
        DaitaKeys said = keys.get(peer.publicKey());
        if (said != null) {
          reports.put(peer.publicKey(), report(said, peer));
        }
      }
    }
    return reports;
  }

  private static DaitaReport report(DaitaKeys keys, TunnelStatus.PeerStatus peer) {
    return new DaitaReport(
        keys,
        bytes(peer.received(), Traffic.Kind.SIZE_PADDING),
        bytes(peer.sent(), Traffic.Kind.SIZE_PADDING),
        bytes(peer.received(), Traffic.Kind.DECOY),
        bytes(peer.sent(), Traffic.Kind.DECOY));
  }

  private static long bytes(TunnelStatus.TrafficStatus traffic, Traffic.Kind kind) {
    return traffic.bytes().getOrDefault(kind, 0L);
  }
}
