package io.veiltun.config.conf;

import io.veiltun.config.ClientInterface;
import io.veiltun.config.ClientProfile;
import io.veiltun.config.Hop;
import io.veiltun.config.KeyMaterial;
import io.veiltun.config.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Makes a client's profile of files, one for each hop. */
final class ClientImport {
  private static final int MAX_LABEL = 32;

  /**
   * An entry's on Ethernet, what an endpoint in IPv6 costs behind it, and what WireGuard pads to.
   */
  private static final int ENTRY_MTU = 1420;

  private static final int HOP_OVERHEAD = 80;
  private static final int PADDING = 16;

  private final List<WgQuickFile> files;
  private final ImportNotes notes = new ImportNotes();

  private ClientImport(List<WgQuickFile> files) {
    this.files = List.copyOf(files);
  }

  static ImportResult of(List<WgQuickFile> files, Optional<String> interfaceName) {
    ClientImport client = new ClientImport(files);
    client.files.forEach(client::checkFile);
    ChainImportRules.check(client.files, client.notes);
    client.checkDevices();
    String name =
        client.notes.interfaceName(
            client.exit(),
            files.size() == 1
                ? interfaceName
                : interfaceName.or(() -> Optional.of(ImportNotes.DEFAULT_INTERFACE)));
    return client.notes.result(() -> client.profile(name));
  }

  private WgQuickFile exit() {
    return files.getLast();
  }

  private void checkFile(WgQuickFile file) {
    notes.checkDevice(file);
    if (file.peers().size() != 1) {
      notes.error(
          file,
          0,
          file.peers().size()
              + " peers, expected the one that a client connects to"
              + (files.size() == 1 ? "; a relay has ListenPort" : ""));
      return;
    }
    WgPeer peer = file.peers().getFirst();
    if (peer.endpoint().isEmpty()) {
      notes.error(file, peer.line(), "Endpoint missing, so there is nobody to connect to");
    }
    if (file.networkInterface().listenPort().isPresent()) {
      notes.warn(file, ConfKey.LISTEN_PORT, "not imported, a client takes any free port");
    }
  }

  private void checkDevices() {
    for (WgQuickFile earlier : files.subList(0, files.size() - 1)) {
      WgInterface device = earlier.networkInterface();
      if (!device.dnsServers().isEmpty()) {
        notes.warn(earlier, ConfKey.DNS, "not imported, servers are asked behind the last hop");
      }
      if (device.mtu().isPresent()) {
        notes.warn(earlier, ConfKey.MTU, "not imported, an earlier hop's is worked out");
      }
    }
    WgInterface device = exit().networkInterface();
    if (device.table().equals("off")) {
      notes.error(
          exit(),
          device.line(ConfKey.TABLE),
          "Table: off, but veiltun adds the routes of AllowedIPs: remove the line if it may");
    }
    if (device.mtu().isPresent() && mtu().isEmpty()) {
      notes.warn(
          exit(),
          ConfKey.MTU,
          "not imported, in a chain of " + files.size() + " hops it is worked out, and smaller");
    }
    if (exit().peers().size() == 1 && exit().peers().getFirst().allowedIps().isEmpty()) {
      notes.error(
          exit(),
          exit().peers().getFirst().line(),
          "AllowedIPs missing, so nothing would go through the tunnel");
    }
  }

  /** The last hop's; in a chain only one that fits behind the earlier hops. */
  private OptionalInt mtu() {
    OptionalInt written = exit().networkInterface().mtu();
    int room = (ENTRY_MTU - HOP_OVERHEAD * (files.size() - 1)) / PADDING * PADDING;
    return files.size() > 1 && written.orElse(0) > room ? OptionalInt.empty() : written;
  }

  private ClientProfile profile(String name) {
    Optional<KeyMaterial> shared = sharedKey();
    List<String> names = hopNames();
    List<Hop> hops = new ArrayList<>();
    for (WgQuickFile file : files) {
      WgPeer peer = file.peers().getFirst();
      hops.add(
          new Hop(
              names.get(hops.size()),
              peer.publicKey(),
              peer.endpoint().orElseThrow(),
              file.networkInterface().addresses(),
              shared.isPresent() ? Optional.empty() : file.networkInterface().privateKey(),
              peer.presharedKey(),
              peer.keepalive().orElse(0),
              hops.size() == files.size() - 1 ? peer.allowedIps() : List.of(),
              Optional.empty()));
    }
    return new ClientProfile(
        new ClientInterface(name, mtu(), exit().networkInterface().dnsServers()),
        shared,
        hops,
        false,
        Optional.empty());
  }

  /** The private key, if all files have the same. */
  private Optional<KeyMaterial> sharedKey() {
    Optional<KeyMaterial> first = files.getFirst().networkInterface().privateKey();
    return files.stream().allMatch(file -> file.networkInterface().privateKey().equals(first))
        ? first
        : Optional.empty();
  }

  /** The files' names; hop1, hop2, ... unless each is one and no two are the same. */
  private List<String> hopNames() {
    List<String> names =
        files.stream()
            .map(file -> file.interfaceName().replaceAll("[^A-Za-z0-9_.-]", "-"))
            .map(name -> name.substring(0, Math.min(MAX_LABEL, name.length())))
            .toList();
    if (new HashSet<>(names).size() == names.size() && names.stream().allMatch(Names::isLabel)) {
      return names;
    }
    return IntStream.rangeClosed(1, files.size()).mapToObj(i -> "hop" + i).toList();
  }
}
