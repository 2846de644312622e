package io.veiltun.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code veiltun up} was asked for beside the profile.
 *
 * @param aead name of the AEAD provider to use; empty: the start-up self-test chooses
 * @param insecurePermissions accept keys that others can read
 * @param offloads use segmentation and coalescing offloads where the kernel has them
 */
public record LaunchOptions(Optional<String> aead, boolean insecurePermissions, boolean offloads) {
  /** What a plain {@code veiltun up PROFILE} means. */
  public static LaunchOptions defaults() {
    return new LaunchOptions(Optional.empty(), false, true);
  }

  /** The command line options that give these options back. */
  public List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    aead.ifPresent(name -> arguments.addAll(List.of("--aead", name)));
    if (insecurePermissions) {
      arguments.add("--insecure-permissions");
    }
    if (!offloads) {
      arguments.add("--no-offload");
    }
    return arguments;
  }
}
