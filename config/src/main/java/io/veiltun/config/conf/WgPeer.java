package io.veiltun.config.conf;

import io.veiltun.config.CidrAddress;
import io.veiltun.config.HostPort;
import io.veiltun.config.KeyMaterial;
import io.veiltun.config.PublicKeyText;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A peer of a file.
 *
 * @param name for the reader of a written file, in a comment; empty in a file that was read
 * @param publicKey of the peer
 * @param presharedKey mixed into the handshake, if any
 * @param allowedIps networks behind the peer, without bits behind the prefix; may be empty
 * @param endpoint where to reach the peer
 * @param keepalive seconds, 0 to 65535; 0: never
 * @param line of its {@code [Peer]}; 0 for a file never read
 */
public record WgPeer(
    String name,
    PublicKeyText publicKey,
    Optional<KeyMaterial> presharedKey,
    List<CidrAddress> allowedIps,
    Optional<HostPort> endpoint,
    OptionalInt keepalive,
    int line) {
  /** Copies the list, each network once. */
  public WgPeer {
    allowedIps = allowedIps.stream().distinct().toList();
  }
}
