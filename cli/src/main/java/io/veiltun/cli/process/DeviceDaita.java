package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.run.DefenceRequest;
import io.veiltun.cli.status.DaitaStatus;
import io.veiltun.cli.status.Role;
import io.veiltun.cli.uapi.DaitaKeys;
import io.veiltun.cli.uapi.DeviceChange;
import io.veiltun.cli.uapi.DeviceChange.PeerDaita;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.tunnel.PeerChange;
import io.veiltun.engine.tunnel.Tunnel;
import io.veiltun.engine.tunnel.TunnelStatus;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * DAITA towards the peers of a device, whose peers come and go. Any thread, one change at a time.
 */
final class DeviceDaita {
  /** What a peer is shaped by, and how that was said. */
  private record Shaped(ShapedPeer peer, DaitaKeys keys) {}

  private final Tunnel tunnel;
  private final Map<PublicKey, Shaped> shaped = new HashMap<>();

  DeviceDaita(Tunnel tunnel) {
    this.tunnel = tunnel;
  }

  /** Makes the settings known that a peer began with. */
  synchronized void begun(PublicKey key, ShapedPeer peer) {
    shaped.put(key, new Shaped(peer, DaitaWords.keys(peer.running())));
  }

  /** Forgets the peers that a change removed; those it made again begin without DAITA. */
  synchronized void forget(DeviceChange change) {
    if (change.tunnel().replacePeers()) {
      shaped.clear();
    }
    change.tunnel().peers().stream()
        .filter(PeerChange::remove)
        .forEach(peer -> shaped.remove(peer.publicKey()));
    if (!shaped.isEmpty() && change.tunnel().privateKey().isPresent()) {
      // A peer that has our new public key is removed, too.
      shaped.keySet().retainAll(names().keySet());
    }
  }

  /** Carries out what was checked before, for those of the peers that exist. */
  synchronized void apply(List<CheckedDaita> wanted) {
    if (wanted.isEmpty()) {
      return;
    }
    Map<PublicKey, String> names = names();
    for (CheckedDaita one : wanted) {
      PeerDaita wish = one.wish();
      String name = names.get(wish.peer());
      if (name != null) {
        ShapedPeer peer = peer(wish.peer(), name);
        if (wish.keys().on()) {
          peer.change(one.title(), one.settings());
        } else {
          peer.off();
        }
        shaped.put(wish.peer(), new Shaped(peer, wish.keys()));
      }
    }
  }

  private ShapedPeer peer(PublicKey key, String name) {
    Shaped known = shaped.get(key);
    if (known != null) {
      return known.peer();
    }
    ShapedPeer peer = new ShapedPeer(name, Role.RELAY, Optional.empty());
    peer.at(tunnel, key);
    return peer;
  }

  private Map<PublicKey, String> names() {
    Map<PublicKey, String> names = new LinkedHashMap<>();
    tunnel.status().peers().forEach(peer -> names.put(peer.publicKey(), peer.name()));
    return names;
  }

  /**
   * Carries out {@code veiltun daita}; without a name the shaped peers or the only one are meant.
   */
  synchronized String change(DefenceRequest request) throws CommandFailure {
    Map<PublicKey, String> names = names();
    Map<PublicKey, ShapedPeer> chosen = new LinkedHashMap<>();
    names.forEach((key, name) -> {
      boolean named = request.peer().filter(name::equals).isPresent();
      boolean meant = request.peer().isEmpty() && (shaped.containsKey(key) || names.size() == 1);
      if (named || meant) {
        chosen.put(key, peer(key, name));
      }
    });
    if (chosen.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          request.peer().isPresent()
              ? "there is no hop or peer " + request.peer().get() + ": there is " + listed(names)
              : "DAITA is on for none: say for which, there is " + listed(names));
    }
    String done = new ShapedPeers(List.copyOf(chosen.values())).carryOut(request);
    chosen.forEach(
        (key, peer) -> shaped.put(key, new Shaped(peer, DaitaWords.keys(peer.running()))));
    return done;
  }

  private static String listed(Map<PublicKey, String> names) {
    return names.isEmpty()
        ? "none"
        : names.values().stream().limit(20).collect(Collectors.joining(", "))
            + (names.size() > 20 ? ", ..." : "");
  }

  /** How DAITA was said towards those who have or had it. */
  synchronized Map<PublicKey, DaitaKeys> keys() {
    return shaped.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().keys()));
  }

  /** The state of this moment; null if DAITA was never on. */
  synchronized @Nullable DaitaStatus status(TunnelStatus.PeerStatus peer, int mtu) {
    Shaped known = shaped.get(peer.publicKey());
    return known == null ? null : known.peer().status(mtu);
  }

  /** The peers that have or had it. */
  synchronized Set<PublicKey> peers() {
    return Set.copyOf(shaped.keySet());
  }
}
