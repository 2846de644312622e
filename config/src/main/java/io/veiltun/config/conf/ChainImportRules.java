package io.veiltun.config.conf;

import io.veiltun.config.HostPort;
import io.veiltun.config.IpLiteral;
import io.veiltun.config.PublicKeyText;
import io.veiltun.config.Ranges;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What ties the files of a chain together. */
final class ChainImportRules {
  private final ImportNotes notes;

  private ChainImportRules(ImportNotes notes) {
    this.notes = notes;
  }

  static void check(List<WgQuickFile> files, ImportNotes notes) {
    ChainImportRules rules = new ChainImportRules(notes);
    if (files.size() > Ranges.MAX_HOPS) {
      notes.error(
          files.get(Ranges.MAX_HOPS), 0, "one hop too many, a chain has " + Ranges.MAX_HOPS);
    }
    Map<PublicKeyText, WgQuickFile> owners = new HashMap<>();
    for (int i = 0; i < files.size(); i++) {
      WgQuickFile file = files.get(i);
      for (WgPeer peer : file.peers()) {
        WgQuickFile owner = owners.putIfAbsent(peer.publicKey(), file);
        if (owner != null) {
          notes.error(file, peer.line(), "PublicKey: that of " + owner.file() + " too");
        }
        if (i > 0) {
          WgQuickFile carrier = files.get(i - 1);
          peer.endpoint()
              .flatMap(HostPort::literal)
              .ifPresent(endpoint -> rules.checkReachable(file, peer, endpoint, carrier));
        }
      }
    }
  }

  private void checkReachable(
      WgQuickFile file, WgPeer peer, InetAddress endpoint, WgQuickFile carrier) {
    boolean ipv6 = endpoint instanceof Inet6Address;
    if (!ImportNotes.hasFamily(carrier.networkInterface().addresses(), ipv6)) {
      String family = IpLiteral.family(endpoint);
      notes.error(
          file,
          peer.line(),
          "Endpoint: " + family + ", but " + carrier.file() + " has no " + family + " Address");
      return;
    }
    boolean carried =
        carrier.peers().stream()
            .flatMap(hop -> hop.allowedIps().stream())
            .anyMatch(network -> network.contains(endpoint));
    if (!carried) {
      notes.warn(
          file,
          peer.line(),
          "Endpoint: not in the AllowedIPs of "
              + carrier.file()
              + ", whose peer may refuse to carry it");
    }
  }
}
