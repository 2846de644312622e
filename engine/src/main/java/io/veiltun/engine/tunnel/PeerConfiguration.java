package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One peer in a {@link TunnelConfiguration}.
 *
 * @param name how logs and metrics call it; never a key
 * @param publicKey its identity
 * @param presharedKey a copy; all zeros for none
 * @param endpoint where it is sent to now, null if unknown
 * @param lastHandshakeMillis time of day of the last completed handshake, milliseconds since the
 *     epoch; 0 if none
 * @param txBytes whole WireGuard messages sent to it
 * @param rxBytes whole authentic WireGuard messages received from it
 * @param persistentKeepalive seconds, 0 (off) to 65535
 * @param allowedIps in the order they were added
 */
public record PeerConfiguration(
    String name,
    PublicKey publicKey,
    SecretKey presharedKey,
    @Nullable Endpoint endpoint,
    long lastHandshakeMillis,
    long txBytes,
    long rxBytes,
    int persistentKeepalive,
    List<IpPrefix> allowedIps) {
  /** Copies the list. */
  public PeerConfiguration {
    allowedIps = List.copyOf(allowedIps);
  }
}
