package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.config.CidrAddress;
import io.veiltun.config.ClientProfile;
import io.veiltun.config.Hop;
import io.veiltun.config.HostPort;
import io.veiltun.config.KeyMaterial;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import io.veiltun.multihop.ChainMtu;
import io.veiltun.multihop.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client profile means on this host at this moment: names resolved, MTUs worked out.
 *
 * @param hops entry first
 * @param mtu of every tunnel
 * @param interfaceMtu what the TUN device shows: the profile's, else the last tunnel's
 */
record ChainPlan(List<io.veiltun.multihop.Hop> hops, ChainMtu mtu, int interfaceMtu)
    implements AutoCloseable {
  static ChainPlan of(ClientProfile profile) throws CommandFailure {
    List<io.veiltun.multihop.Hop> hops = new ArrayList<>();
    for (int i = 0; i < profile.hops().size(); i++) {
      hops.add(hop(profile, i));
    }
    List<IpFamily> families =
        hops.stream().map(io.veiltun.multihop.Hop::endpoint).map(IpFamily::of).toList();
    int pathMtu = PathMtu.towards(hops.getFirst().endpoint());
    ChainMtu mtu;
    try {
      mtu = new ChainMtu(pathMtu, families);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, "/hops: " + e.getMessage(), e);
    }
    return new ChainPlan(hops, mtu, profile.mtu().orElse(mtu.tunMtu()));
  }

  private static io.veiltun.multihop.Hop hop(ClientProfile profile, int index)
      throws CommandFailure {
    Hop hop = profile.hops().get(index);
    Endpoint endpoint = Names.resolve("/hops/" + index + "/endpoint", hop.endpoint());
    SecretKey privateKey = privateKey(profile.privateKey(index));
    PublicKey publicKey = PublicKey.of(hop.publicKey().bytes());
    if (publicKey.equals(X25519.publicKey(privateKey))) {
      throw new CommandFailure(
          ExitCode.USAGE, "/hops/" + index + "/publicKey: this is our own key, not the hop's");
    }
    return new io.veiltun.multihop.Hop(
        hop.name(),
        privateKey,
        publicKey,
        presharedKey(hop.presharedKey()),
        endpoint,
        hop.addresses().stream().map(address -> address.address().getAddress()).toList(),
        prefixes(hop.allowedIps()),
        hop.keepalive());
  }

  static SecretKey privateKey(KeyMaterial key) {
    return X25519.clamp(key.bytes().clone());
  }

  static SecretKey presharedKey(Optional<KeyMaterial> key) {
    return key.map(k -> SecretKey.copyOf(k.bytes())).orElseGet(SecretKey::zero);
  }

  static List<IpPrefix> prefixes(List<CidrAddress> networks) {
    return networks.stream()
        .map(network -> IpPrefix.of(network.address().getAddress(), network.prefixLength()))
        .toList();
  }

  /** Wipes the keys; the tunnels made from the plan have their own copies. */
  @Override
  public void close() {
    for (io.veiltun.multihop.Hop hop : hops) {
      hop.privateKey().close();
      hop.presharedKey().close();
    }
  }

  /** Why the TUN device's MTU is more than the chain carries; empty if it is not. */
  Optional<String> mtuWarning() {
    if (interfaceMtu <= mtu.tunMtu()) {
      return Optional.empty();
    }
    return Optional.of(
        "/interface/mtu: "
            + interfaceMtu
            + " is more than "
            + hops.size()
            + (hops.size() == 1 ? " hop carries" : " hops carry")
            + " over a path of "
            + mtu.pathMtu()
            + " bytes: larger packets than "
            + mtu.tunMtu()
            + " are answered with ICMP \"too big\"; leave the member out to have it worked out");
  }

  /** Whether an endpoint is a name that may resolve to another address later. */
  static boolean isName(HostPort endpoint) {
    return endpoint.literal().isEmpty();
  }
}
