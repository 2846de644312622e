package io.veiltun.config.conf;

import java.util.List;
import java.util.Optional;

/** Makes a profile of files: a client of one or several, in travelling order, or a relay of one. */
public final class ConfImport {
  private ConfImport() {}

  /**
   * A file with {@code ListenPort} and peers that come to it is a relay; files with one peer that
   * has an endpoint are the hops of a client.
   *
   * @param files at least one; they keep their keys, and the profile shares them
   * @param interfaceName of the TUN device; if absent, the name of the only file, else veil0
   */
  public static ImportResult of(List<WgQuickFile> files, Optional<String> interfaceName) {
    if (files.size() == 1 && isRelay(files.getFirst())) {
      return RelayImport.of(files.getFirst(), interfaceName);
    }
    return ClientImport.of(files, interfaceName);
  }

  private static boolean isRelay(WgQuickFile file) {
    boolean connectsToOne =
        file.peers().size() == 1 && file.peers().getFirst().endpoint().isPresent();
    return file.networkInterface().listenPort().isPresent() && !connectsToOne;
  }
}
