package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.SecretKey;
import java.util.List;
import java.util.Optional;

/**
 * A change of a running tunnel, carried out in the order of the components (wireguard-uapi §1.4).
 *
 * @param privateKey a new identity, all zeros for none; copied by the tunnel. The one it has
 *     already changes nothing
 * @param replacePeers all peers go first
 * @param peers carried out in this order
 */
public record TunnelChange(
    Optional<SecretKey> privateKey, boolean replacePeers, List<PeerChange> peers) {
  /** Copies the list. */
  public TunnelChange {
    peers = List.copyOf(peers);
  }

  /** Changes these peers and nothing else. */
  public static TunnelChange of(PeerChange... peers) {
    return new TunnelChange(Optional.empty(), false, List.of(peers));
  }

  /** Changes the identity and nothing else. */
  public static TunnelChange identity(SecretKey privateKey) {
    return new TunnelChange(Optional.of(privateKey), false, List.of());
  }
}
