package io.veiltun.cli.uapi;

import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import io.veiltun.engine.tunnel.PeerConfiguration;
import io.veiltun.engine.tunnel.TunnelConfiguration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The lines of a {@code get=1}, a few at a time (wireguard-uapi §1.5). */
final class StateLines {
  private final DeviceState state;
  private boolean begun;
  private int nextPeer;
  private int nextAllowedIp;
  private @Nullable PeerConfiguration peer;

  StateLines(DeviceState state) {
    this.state = state;
  }

  /** Adds the next lines; false if they were the last. */
  boolean next(LineWriter out) {
    List<PeerConfiguration> peers = state.configuration().peers();
    if (!begun) {
      begun = true;
      device(out);
    } else if (peer != null && nextAllowedIp < peer.allowedIps().size()) {
      out.line("allowed_ip", peer.allowedIps().get(nextAllowedIp++).toString());
    } else if (nextPeer < peers.size()) {
      peer = peers.get(nextPeer++);
      nextAllowedIp = 0;
      peer(out, peer);
    } else {
      out.errno(UapiFailure.OK);
      return false;
    }
    return true;
  }

  private void device(LineWriter out) {
    TunnelConfiguration configuration = state.configuration();
    if (!configuration.privateKey().isZero()) {
      out.line("private_key", configuration.privateKey().bytes());
    }
    if (state.listenPort() != 0) {
      out.line("listen_port", state.listenPort());
    }
    if (state.fwmark() != 0) {
      out.line("fwmark", Integer.toUnsignedString(state.fwmark()));
    }
  }

  private void peer(LineWriter out, PeerConfiguration shown) {
    out.line("public_key", shown.publicKey().bytes());
    out.line("preshared_key", shown.presharedKey().bytes());
    out.line("protocol_version", 1);
    Endpoint endpoint = shown.endpoint();
    if (endpoint != null) {
      out.line("endpoint", text(endpoint));
    }
    long millis = shown.lastHandshakeMillis();
    out.line("last_handshake_time_sec", TimeUnit.MILLISECONDS.toSeconds(millis));
    out.line("last_handshake_time_nsec", TimeUnit.MILLISECONDS.toNanos(millis % 1000));
    out.line("tx_bytes", shown.txBytes());
    out.line("rx_bytes", shown.rxBytes());
    out.line("persistent_keepalive_interval", shown.persistentKeepalive());
    DaitaReport daita = state.daita().get(shown.publicKey());
    if (daita != null) {
      daita(out, daita);
    }
  }

  private static void daita(LineWriter out, DaitaReport report) {
    DaitaKeys keys = report.keys();
    out.line(DaitaKeys.ENABLE, keys.on() ? 1 : 0);
    if (keys.on()) {
      keys.machines().forEach(machine -> out.line(DaitaKeys.MACHINE, machine));
      out.line(DaitaKeys.MAX_DELAYED_PACKETS, keys.maxDelayedPackets());
      out.line(DaitaKeys.MIN_DELAY_CAPACITY, keys.minDelayCapacity());
      out.line(DaitaKeys.MAX_DECOY_FRACTION, Double.toString(keys.maxDecoyFraction()));
      out.line(DaitaKeys.MAX_DELAY_FRACTION, Double.toString(keys.maxDelayFraction()));
    }
    out.line("daita_rx_padding_bytes", report.rxPaddingBytes());
    out.line("daita_tx_padding_bytes", report.txPaddingBytes());
    out.line("daita_rx_decoy_packet_bytes", report.rxDecoyBytes());
    out.line("daita_tx_decoy_packet_bytes", report.txDecoyBytes());
  }

  /** With its zone, by number: the name may have changed. */
  private static String text(Endpoint endpoint) {
    String bare = IpPrefix.host(endpoint.address()).toString();
    String address = bare.substring(0, bare.indexOf('/'));
    if (endpoint.isIpv4()) {
      return address + ":" + endpoint.port();
    }
    String zone = endpoint.scopeId() == 0 ? "" : "%" + endpoint.scopeId();
    return "[" + address + zone + "]:" + endpoint.port();
  }
}
