package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.SecretKey;
import java.util.List;

/**
 * How a tunnel is configured at one moment, secrets included.
 *
 * @param privateKey a copy, clamped; all zeros if the tunnel has no identity
 * @param peers in the order of their numbers
 */
public record TunnelConfiguration(SecretKey privateKey, List<PeerConfiguration> peers)
    implements AutoCloseable {
  /** Copies the list. */
  public TunnelConfiguration {
    peers = List.copyOf(peers);
  }

  /** Wipes the private key and every preshared key. Idempotent. */
  @Override
  public void close() {
    privateKey.close();
    peers.forEach(peer -> peer.presharedKey().close());
  }
}
