package io.veiltun.config.conf;

import io.veiltun.config.CidrAddress;
import io.veiltun.config.KeyMaterial;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The device as far as it was read; several sections continue the same. */
final class InterfaceDraft {
  private final Findings findings;
  private final Map<ConfKey, Integer> lines = new EnumMap<>(ConfKey.class);
  private final List<CidrAddress> addresses = new ArrayList<>();
  private final List<InetAddress> dnsServers = new ArrayList<>();
  private final List<String> searchDomains = new ArrayList<>();
  private final List<Hook> hooks = new ArrayList<>();
  private Optional<KeyMaterial> privateKey = Optional.empty();
  private OptionalInt listenPort = OptionalInt.empty();
  private OptionalInt mtu = OptionalInt.empty();
  private String table = WgInterface.AUTO;
  private long fwMark;
  private boolean saveConfig;

  InterfaceDraft(Findings findings) {
    this.findings = findings;
  }

  void take(ConfLine.Setting setting) {
    Integer before = lines.put(setting.key(), setting.number());
    if (before != null && !setting.key().accumulates()) {
      findings.warn(setting, "already in line " + before + ", the last one counts");
    }
    switch (setting.key()) {
      case PRIVATE_KEY -> privateKey = findings.key(setting);
      case LISTEN_PORT ->
          findings
              .value(setting, ConfValues::port)
              .ifPresent(port -> listenPort = OptionalInt.of(port));
      case FW_MARK -> findings.value(setting, ConfValues::fwMark).ifPresent(mark -> fwMark = mark);
      case ADDRESS -> addresses(setting);
      case DNS -> dns(setting);
      case MTU ->
          findings.value(setting, ConfValues::mtu).ifPresent(bytes -> mtu = OptionalInt.of(bytes));
      case TABLE -> findings.value(setting, ConfValues::table).ifPresent(name -> table = name);
      case SAVE_CONFIG ->
          findings.value(setting, ConfValues::flag).ifPresent(on -> saveConfig = on);
      case PRE_UP, POST_UP, PRE_DOWN, POST_DOWN ->
          hooks.add(new Hook(setting.key(), setting.text(), setting.number()));
      default -> throw new IllegalArgumentException(setting.toString());
    }
  }

  private void addresses(ConfLine.Setting setting) {
    for (String entry : entries(setting)) {
      findings.value(setting, entry, ConfValues::address).ifPresent(addresses::add);
    }
  }

  private void dns(ConfLine.Setting setting) {
    for (String entry : entries(setting)) {
      if (ConfValues.isServer(entry)) {
        findings.value(setting, entry, ConfValues::server).ifPresent(dnsServers::add);
      } else {
        findings.value(setting, entry, ConfValues::searchDomain).ifPresent(searchDomains::add);
      }
    }
  }

  /** Lists that the shell of wg-quick splits: at commas and at white space. */
  private static List<String> entries(ConfLine.Setting setting) {
    return List.of(setting.text().split("[,\\s]+")).stream()
        .filter(entry -> !entry.isEmpty())
        .toList();
  }

  WgInterface build() {
    return new WgInterface(
        privateKey,
        listenPort,
        fwMark,
        addresses.stream().distinct().toList(),
        dnsServers.stream().distinct().toList(),
        searchDomains,
        mtu,
        table,
        hooks,
        saveConfig,
        lines);
  }
}
