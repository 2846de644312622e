package io.veiltun.config;

import java.util.List;
import java.util.Optional;

/**
 * One tunnel of a client's chain.
 *
 * @param name unique in the profile
 * @param publicKey of the peer at the other end
 * @param endpoint of that peer
 * @param addresses ours inside this hop's tunnel, at least one
 * @param privateKey ours for this hop; absent: the profile's
 * @param presharedKey mixed into the handshake, if any
 * @param keepalive seconds of silence after which a keepalive is sent, 1 to 65535; 0: never
 * @param allowedIps what the last hop carries; empty on the earlier ones
 * @param daita how traffic is shaped towards this hop; absent: not at all
 */
public record Hop(
    @JsonMember(
            value = "Name in status and metrics; hop1, hop2, ... if absent",
            optional = true,
            pattern = Names.LABEL_PATTERN)
        String name,
    @JsonMember("Public key of the hop") PublicKeyText publicKey,
    @JsonMember("Where the hop listens: host:port or [v6]:port") HostPort endpoint,
    @JsonMember(value = "Our addresses inside this hop's tunnel", minItems = 1)
        List<CidrAddress> addresses,
    @JsonMember("Our private key for this hop; the profile's if absent")
        Optional<KeyMaterial> privateKey,
    @JsonMember("Preshared key of this hop") Optional<KeyMaterial> presharedKey,
    @JsonMember(
            value = "Seconds of silence after which a keepalive is sent; 0 or absent: never",
            optional = true,
            min = 0,
            max = Ranges.MAX_KEEPALIVE)
        int keepalive,
    @JsonMember(
            value = "Last hop only: networks to send through the tunnel; everything if absent",
            optional = true,
            minItems = 1)
        List<CidrAddress> allowedIps,
    @JsonMember("How traffic is shaped towards this hop; not at all if absent")
        Optional<Daita> daita) {
  /** Throws {@link IllegalArgumentException} outside the ranges above. */
  public Hop {
    name = Names.LABEL.parser().apply(name);
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("no address");
    }
    Ranges.check("keepalive", keepalive, 0, Ranges.MAX_KEEPALIVE);
    allowedIps = List.copyOf(allowedIps);
  }
}
