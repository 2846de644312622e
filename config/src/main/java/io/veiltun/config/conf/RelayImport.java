package io.veiltun.config.conf;

import io.veiltun.config.CidrAddress;
import io.veiltun.config.PeerEntry;
import io.veiltun.config.RelayInterface;
import io.veiltun.config.RelayProfile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a relay's profile of a file. */
final class RelayImport {
  private final WgQuickFile file;
  private final ImportNotes notes = new ImportNotes();

  private RelayImport(WgQuickFile file) {
    this.file = file;
  }

  static ImportResult of(WgQuickFile file, Optional<String> interfaceName) {
    RelayImport relay = new RelayImport(file);
    relay.check();
    String name = relay.notes.interfaceName(file, interfaceName);
    return relay.notes.result(() -> relay.profile(name));
  }

  private void check() {
    notes.checkDevice(file);
    WgInterface device = file.networkInterface();
    if (!device.dnsServers().isEmpty()) {
      notes.warn(file, ConfKey.DNS, "not imported, a relay asks whom its host asks");
    }
    if (!device.hooks().isEmpty()) {
      notes.warn(
          file,
          0,
          "where those commands let peers reach other networks, add"
              + " \"forward\": { \"masquerade\": true } to the profile");
    }
    Map<CidrAddress, WgPeer> owners = new HashMap<>();
    for (WgPeer peer : file.peers()) {
      if (peer.allowedIps().isEmpty()) {
        notes.error(file, peer.line(), "AllowedIPs missing, so the peer could send nothing");
      }
      for (CidrAddress network : peer.allowedIps()) {
        WgPeer owner = owners.putIfAbsent(network, peer);
        if (owner != null) {
          notes.error(
              file,
              peer.line(),
              "AllowedIPs: "
                  + network
                  + " also belongs to the peer in line "
                  + owner.line()
                  + ", remove it from one");
        }
      }
    }
  }

  private RelayProfile profile(String name) {
    WgInterface device = file.networkInterface();
    List<PeerEntry> peers = new ArrayList<>();
    for (WgPeer peer : file.peers()) {
      peers.add(
          new PeerEntry(
              "peer" + (peers.size() + 1),
              peer.publicKey(),
              peer.allowedIps(),
              peer.presharedKey(),
              peer.endpoint(),
              peer.keepalive().orElse(0),
              Optional.empty()));
    }
    return new RelayProfile(
        new RelayInterface(
            name, device.addresses(), device.listenPort().orElseThrow(), device.mtu()),
        device.privateKey().orElseThrow(),
        peers,
        Optional.empty(),
        Optional.empty());
  }
}
