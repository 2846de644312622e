package io.veiltun.config.conf;

import io.veiltun.config.CidrAddress;
import io.veiltun.config.ClientProfile;
import io.veiltun.config.Hop;
import io.veiltun.config.Profile;
import io.veiltun.config.RelayProfile;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes files for wg-quick of a profile: one for a relay or a client of one hop, else one for each
 * hop, to be brought up in travelling order, each inside the one before.
 */
public final class ConfExport {
  /** What wg-quick takes for the name of an interface. */
  private static final int MAX_INTERFACE = 15;

  private final List<WgQuickFile> files = new ArrayList<>();
  private final List<String> losses = new ArrayList<>();

  private ConfExport() {}

  /**
   * The files, named as they should be, which share the profile's keys, and what they cannot say,
   * one line each.
   */
  public record Exported(List<WgQuickFile> files, List<String> losses) {
    /** Copies both. */
    public Exported {
      files = List.copyOf(files);
      losses = List.copyOf(losses);
    }
  }

  /** The files of {@code profile}. */
  public static Exported of(Profile profile) {
    ConfExport export = new ConfExport();
    switch (profile) {
      case ClientProfile client -> export.client(client);
      case RelayProfile relay -> export.relay(relay);
    }
    if (profile.metrics().isPresent()) {
      export.losses.add("metrics: wg-quick has none");
    }
    return new Exported(export.files, export.losses);
  }

  private void relay(RelayProfile relay) {
    List<WgPeer> peers = new ArrayList<>();
    for (var peer : relay.peers()) {
      daita(peer.daita().isPresent(), "peer " + peer.name());
      peers.add(
          new WgPeer(
              peer.name(),
              peer.publicKey(),
              peer.presharedKey(),
              peer.allowedIps(),
              peer.endpoint(),
              keepalive(peer.keepalive()),
              0));
    }
    relay
        .forward()
        .ifPresent(forward ->
            losses.add(
                "forward: turn IP forwarding on"
                    + (forward.masquerade() ? " and masquerade peers" : "")
                    + " by other means"));
    WgInterface device =
        WgInterface.plain(
            relay.privateKey(),
            OptionalInt.of(relay.networkInterface().listenPort()),
            relay.networkInterface().addresses(),
            List.of(),
            relay.mtu());
    files.add(new WgQuickFile(relay.interfaceName() + ".conf", device, peers));
  }

  private void client(ClientProfile client) {
    List<Hop> hops = client.hops();
    List<String> names = names(client);
    for (int i = 0; i < hops.size(); i++) {
      Hop hop = hops.get(i);
      boolean last = i == hops.size() - 1;
      daita(hop.daita().isPresent(), "hop " + hop.name());
      WgInterface device =
          WgInterface.plain(
              client.privateKey(i),
              OptionalInt.empty(),
              hop.addresses(),
              last ? client.networkInterface().dns() : List.of(),
              last ? client.mtu() : OptionalInt.empty());
      WgPeer peer =
          new WgPeer(
              hop.name(),
              hop.publicKey(),
              hop.presharedKey(),
              last ? hop.allowedIps() : towards(names.get(i), hops.get(i + 1)),
              Optional.of(hop.endpoint()),
              keepalive(hop.keepalive()),
              0);
      files.add(new WgQuickFile(names.get(i) + ".conf", device, List.of(peer)));
    }
    if (client.killSwitch()) {
      losses.add("killSwitch: wg-quick has none, traffic leaves beside the tunnel once it is down");
    }
    if (hops.size() > 1) {
      losses.add(
          "the chain does not fail closed: bring the files up in order "
              + String.join(", ", names)
              + "; while one is down, the next one's datagrams travel outside it");
    }
  }

  private List<CidrAddress> towards(String file, Hop next) {
    Optional<InetAddress> address = next.endpoint().literal();
    if (address.isEmpty()) {
      losses.add(
          file
              + ".conf: add the address of "
              + next.endpoint().host()
              + " to AllowedIPs, which hold no names");
      return List.of();
    }
    int length = address.get() instanceof Inet6Address ? 128 : 32;
    return List.of(new CidrAddress(address.get(), length));
  }

  private void daita(boolean present, String where) {
    if (present) {
      losses.add("daita of " + where + ": wg-quick has none, sizes and times become visible");
    }
  }

  private static OptionalInt keepalive(int seconds) {
    return seconds == 0 ? OptionalInt.empty() : OptionalInt.of(seconds);
  }

  /** One name for each hop: the profile's, for several with the hop's or, if too long, a number. */
  private static List<String> names(ClientProfile client) {
    String name = client.interfaceName();
    List<Hop> hops = client.hops();
    if (hops.size() == 1) {
      return List.of(name);
    }
    List<String> named = hops.stream().map(hop -> name + "-" + hop.name()).toList();
    if (named.stream().allMatch(text -> text.length() <= MAX_INTERFACE)) {
      return named;
    }
    String start = name.substring(0, Math.min(name.length(), MAX_INTERFACE - 2));
    List<String> numbered = new ArrayList<>();
    for (int i = 1; i <= hops.size(); i++) {
      numbered.add(start + "-" + i);
    }
    return numbered;
  }
}
