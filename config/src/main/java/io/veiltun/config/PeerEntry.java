package io.veiltun.config;

import java.util.List;
import java.util.Optional;

/**
 * One peer of a relay.
 *
 * @param name unique in the profile
 * @param publicKey of the peer
 * @param allowedIps networks behind the peer, at least one; no network belongs to two peers
 * @param presharedKey mixed into the handshake, if any
 * @param endpoint where to reach the peer; absent: learned from what it sends
 * @param keepalive seconds of silence after which a keepalive is sent, 1 to 65535; 0: never
 * @param daita how traffic is shaped towards this peer; absent: not at all
 */
public record PeerEntry(
    @JsonMember(
            value = "Name in status and metrics; peer1, peer2, ... if absent",
            optional = true,
            pattern = Names.LABEL_PATTERN)
        String name,
    @JsonMember("Public key of the peer") PublicKeyText publicKey,
    @JsonMember(value = "Networks behind the peer", minItems = 1) List<CidrAddress> allowedIps,
    @JsonMember("Preshared key of this peer") Optional<KeyMaterial> presharedKey,
    @JsonMember("Where to reach the peer: host:port or [v6]:port; learned if absent")
        Optional<HostPort> endpoint,
    @JsonMember(
            value = "Seconds of silence after which a keepalive is sent; 0 or absent: never",
            optional = true,
            min = 0,
            max = Ranges.MAX_KEEPALIVE)
        int keepalive,
    @JsonMember("How traffic is shaped towards this peer; not at all if absent")
        Optional<Daita> daita) {
  /** Throws {@link IllegalArgumentException} outside the ranges above. */
  public PeerEntry {
    name = Names.LABEL.parser().apply(name);
    allowedIps = List.copyOf(allowedIps);
    if (allowedIps.isEmpty()) {
      throw new IllegalArgumentException("no allowed IPs");
    }
    Ranges.check("keepalive", keepalive, 0, Ranges.MAX_KEEPALIVE);
  }
}
