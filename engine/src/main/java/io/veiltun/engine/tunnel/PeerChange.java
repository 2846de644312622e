package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.packet.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is to become of one peer (wireguard-uapi §1.4): it is created unless it exists, and what is
 * not mentioned stays as it is. Its session, counters and shaper are not touched.
 *
 * @param publicKey which peer; a change for the tunnel's own public key is ignored
 * @param remove the peer goes, and everything else here is ignored
 * @param updateOnly a peer that does not exist is not created
 * @param presharedKey all zeros for none; copied by the tunnel, from the next handshake on
 * @param endpoint where to reach it
 * @param persistentKeepalive seconds, 0 (off) to 65535
 * @param replaceAllowedIps it first loses all allowed IPs it has
 * @param allowedIps carried out in this order
 */
public record PeerChange(
    PublicKey publicKey,
    boolean remove,
    boolean updateOnly,
    Optional<SecretKey> presharedKey,
    Optional<Endpoint> endpoint,
    OptionalInt persistentKeepalive,
    boolean replaceAllowedIps,
    List<AllowedIpChange> allowedIps) {

  /** Checks ranges and copies the list. */
  public PeerChange {
    int keepalive = persistentKeepalive.orElse(0);
    if (keepalive < 0 || keepalive > 65535) {
      throw new IllegalArgumentException(
          "persistent keepalive " + keepalive + " s is not in 0..65535");
    }
    allowedIps = List.copyOf(allowedIps);
  }

  /** The peer exists afterwards, and nothing else changes. */
  public static PeerChange of(PublicKey publicKey) {
    return new PeerChange(
        publicKey,
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        false,
        List.of());
  }

  /** The peer does not exist afterwards. */
  public static PeerChange removal(PublicKey publicKey) {
    return new PeerChange(
        publicKey,
        true,
        false,
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        false,
        List.of());
  }

  /** The same, only if the peer exists. */
  public PeerChange onlyUpdate() {
    return new PeerChange(
        publicKey,
        remove,
        true,
        presharedKey,
        endpoint,
        persistentKeepalive,
        replaceAllowedIps,
        allowedIps);
  }

  /** The same with another preshared key; zero for none. */
  public PeerChange withPresharedKey(SecretKey key) {
    return new PeerChange(
        publicKey,
        remove,
        updateOnly,
        Optional.of(key),
        endpoint,
        persistentKeepalive,
        replaceAllowedIps,
        allowedIps);
  }

  /** The same with another endpoint. */
  public PeerChange withEndpoint(Endpoint remote) {
    return new PeerChange(
        publicKey,
        remove,
        updateOnly,
        presharedKey,
        Optional.of(remote),
        persistentKeepalive,
        replaceAllowedIps,
        allowedIps);
  }

  /** The same with another persistent keepalive in seconds; 0 for none. */
  public PeerChange withPersistentKeepalive(int seconds) {
    return new PeerChange(
        publicKey,
        remove,
        updateOnly,
        presharedKey,
        endpoint,
        OptionalInt.of(seconds),
        replaceAllowedIps,
        allowedIps);
  }

  /** The same with steps for the allowed IPs; {@code replace} first takes all it has. */
  public PeerChange withAllowedIps(boolean replace, List<AllowedIpChange> steps) {
    return new PeerChange(
        publicKey, remove, updateOnly, presharedKey, endpoint, persistentKeepalive, replace, steps);
  }
}
