package io.veiltun.config.conf;

import io.veiltun.config.CidrAddress;
import io.veiltun.config.Names;
import io.veiltun.config.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What importing files found so far. */
final class ImportNotes {
  private final List<ConfProblem> errors = new ArrayList<>();
  private final List<ConfProblem> warnings = new ArrayList<>();

  void error(WgQuickFile file, int line, String message) {
    errors.add(new ConfProblem(file.file(), line, message));
  }

  void warn(WgQuickFile file, int line, String message) {
    warnings.add(new ConfProblem(file.file(), line, message));
  }

  void warn(WgQuickFile file, ConfKey key, String message) {
    warn(file, file.networkInterface().line(key), key.text() + ": " + message);
  }

  /** What every profile needs of a file, and what none can hold. */
  void checkDevice(WgQuickFile file) {
    WgInterface device = file.networkInterface();
    if (device.privateKey().isEmpty()) {
      error(file, 0, "PrivateKey missing");
    }
    if (device.addresses().isEmpty()) {
      error(file, 0, "Address missing");
    }
    if (!device.searchDomains().isEmpty()) {
      warn(file, ConfKey.DNS, "search domains are not imported, only servers are");
    }
    if (!device.table().equals(WgInterface.AUTO)) {
      warn(file, ConfKey.TABLE, "not imported, routes go where veiltun puts them");
    }
    if (device.fwMark() != 0) {
      warn(file, ConfKey.FW_MARK, "not imported, veiltun chooses its own");
    }
    if (device.saveConfig()) {
      warn(file, ConfKey.SAVE_CONFIG, "not imported, a profile is never written back");
    }
    for (Hook hook : device.hooks()) {
      warn(file, hook.line(), hook.key().text() + ": a shell command, never run and not imported");
    }
  }

  /** {@code wanted}, or else the file's name, if it can be that of an interface. */
  String interfaceName(WgQuickFile file, Optional<String> wanted) {
    String name = wanted.orElseGet(file::interfaceName);
    if (Names.isInterface(name)) {
      return name;
    }
    warn(file, 0, "its name cannot be that of an interface, which is called veil0 instead");
    return DEFAULT_INTERFACE;
  }

  /** Where no file has a better name. */
  static final String DEFAULT_INTERFACE = "veil0";

  /** What {@code profile} makes, unless something was wrong. */
  ImportResult result(Supplier<Profile> profile) {
    return errors.isEmpty()
        ? new ImportResult.Imported(profile.get(), warnings)
        : new ImportResult.Refused(errors, warnings);
  }

  static boolean hasFamily(List<CidrAddress> addresses, boolean ipv6) {
    return addresses.stream().anyMatch(address -> address.ipv6() == ipv6);
  }
}
