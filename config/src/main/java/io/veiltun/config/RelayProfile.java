package io.veiltun.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A relay or exit: a device with peers.
 *
 * @param networkInterface the TUN device
 * @param privateKey ours
 * @param peers may be empty
 * @param forward present: IP forwarding is on
 * @param metrics where to serve metrics
 */
public record RelayProfile(
    @JsonMember(value = "The TUN device", name = "interface") RelayInterface networkInterface,
    @JsonMember("Our private key") KeyMaterial privateKey,
    @JsonMember("Who may connect") List<PeerEntry> peers,
    @JsonMember("Pass packets on: turns IP forwarding on") Optional<Forward> forward,
    @JsonMember("The metrics server") Optional<MetricsListen> metrics)
    implements Profile {
  /** Copies {@code peers}. */
  public RelayProfile {
    peers = List.copyOf(peers);
  }

  @Override
  public String interfaceName() {
    return networkInterface.name();
  }

  @Override
  public OptionalInt mtu() {
    return networkInterface.mtu();
  }

  @Override
  public void close() {
    privateKey.close();
    for (PeerEntry peer : peers) {
      peer.presharedKey().ifPresent(KeyMaterial::close);
    }
  }
}
