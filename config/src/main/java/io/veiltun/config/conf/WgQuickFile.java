package io.veiltun.config.conf;

import io.veiltun.config.KeyMaterial;
import java.util.List;

/**
 * A file as {@code wg} and {@code wg-quick} read it.
 *
 * @param file its name, with or without folders
 * @param networkInterface the device
 * @param peers each public key once
 */
public record WgQuickFile(String file, WgInterface networkInterface, List<WgPeer> peers)
    implements AutoCloseable {
  private static final String SUFFIX = ".conf";

  /** Copies the list. */
  public WgQuickFile {
    peers = List.copyOf(peers);
  }

  /** What wg-quick calls the interface: the file's name without folders and {@code .conf}. */
  public String interfaceName() {
    String name = file.substring(file.lastIndexOf('/') + 1);
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  /** Wipes the keys. */
  @Override
  public void close() {
    networkInterface.privateKey().ifPresent(KeyMaterial::close);
    peers.forEach(peer -> peer.presharedKey().ifPresent(KeyMaterial::close));
  }
}
