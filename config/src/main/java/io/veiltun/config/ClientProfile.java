package io.veiltun.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A client: a chain of hops in travelling order; each hop's datagrams travel inside the tunnel
 * before it.
 *
 * @param networkInterface the TUN device
 * @param privateKey of all hops without one of their own
 * @param hops 1 to 8
 * @param killSwitch whether traffic outside the tunnel is blocked
 * @param metrics where to serve metrics
 */
public record ClientProfile(
    @JsonMember(value = "The TUN device", name = "interface") ClientInterface networkInterface,
    @JsonMember("Our private key, for all hops without one of their own")
        Optional<KeyMaterial> privateKey,
    @JsonMember(
            value = "The chain in travelling order: the entry first, the exit last",
            minItems = 1,
            maxItems = Ranges.MAX_HOPS)
        List<Hop> hops,
    @JsonMember(
            value =
                "Block traffic outside the tunnel, also after the process died, until veiltun down",
            optional = true)
        boolean killSwitch,
    @JsonMember("The metrics server") Optional<MetricsListen> metrics)
    implements Profile {
  /** Throws {@link IllegalArgumentException} if a hop has no private key, or for 0 or 9 hops. */
  public ClientProfile {
    hops = List.copyOf(hops);
    Ranges.check("hops", hops.size(), 1, Ranges.MAX_HOPS);
    if (privateKey.isEmpty() && hops.stream().anyMatch(hop -> hop.privateKey().isEmpty())) {
      throw new IllegalArgumentException("a hop without private key");
    }
  }

  /** Our private key for the hop at {@code index}, counted from 0: its own, else the profile's. */
  public KeyMaterial privateKey(int index) {
    return hops.get(index).privateKey().or(this::privateKey).orElseThrow();
  }

  /** The hop that carries the TUN device's packets. */
  public Hop lastHop() {
    return hops.getLast();
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
    privateKey.ifPresent(KeyMaterial::close);
    for (Hop hop : hops) {
      hop.privateKey().ifPresent(KeyMaterial::close);
      hop.presharedKey().ifPresent(KeyMaterial::close);
    }
  }
}
