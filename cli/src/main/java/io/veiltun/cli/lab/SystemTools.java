package io.veiltun.cli.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The system's tools that the lab runs, and the Debian packages they come in. */
final class SystemTools {
  private static final Map<String, String> PACKAGES = new LinkedHashMap<>();

  static {
    PACKAGES.put("ip", "iproute2");
    PACKAGES.put("nft", "nftables");
    PACKAGES.put("ping", "iputils-ping");
    PACKAGES.put("nsenter", "util-linux");
  }

  private SystemTools() {}

  /** Packages of the tools that are not there. */
  static List<String> missing() {
    return PACKAGES.entrySet().stream()
        .filter(tool -> !SystemCommand.exists(tool.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The command a user would run to install {@code packages}. */
  static String command(List<String> packages) {
    return "apt-get install -y --no-install-recommends " + String.join(" ", packages);
  }

  /**
   * Installs {@code packages} from the distribution, saying so; fetches package lists only if those
   * at hand do not do.
   */
  static void install(List<String> packages, Consumer<String> progress) throws IOException {
    progress.accept("installing " + String.join(", ", packages) + " by apt-get");
    try {
      aptGet(packages);
    } catch (IOException e) {
      progress.accept("fetching package lists first");
      SystemCommand.run("apt-get", "update", "-qq");
      aptGet(packages);
    }
  }

  private static void aptGet(List<String> packages) throws IOException {
    List<String> command = new ArrayList<>(List.of(command(packages).split(" ", -1)));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
    SystemCommand.run(builder, "");
  }
}
