package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is configured about a peer.
 *
 * @param name how people and metrics call it; never a key
 * @param publicKey its identity
 * @param presharedKey mixed into each handshake; all zeros for none
 * @param endpoint where to reach it first, or null to wait until it speaks
 * @param allowedIps the addresses behind it: where packets for it go, and what it may send from
 * @param persistentKeepalive seconds, 0 (off) to 65535
 */
public record PeerConfig(
    String name,
    PublicKey publicKey,
    SecretKey presharedKey,
    @Nullable Endpoint endpoint,
    List<IpPrefix> allowedIps,
    int persistentKeepalive) {

  /** Checks ranges and copies the list. */
  public PeerConfig {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a peer needs a name");
    }
    if (persistentKeepalive < 0 || persistentKeepalive > 65535) {
      throw new IllegalArgumentException(
          "persistent keepalive " + persistentKeepalive + " s is not in 0..65535");
    }
    allowedIps = List.copyOf(allowedIps);
  }
}
