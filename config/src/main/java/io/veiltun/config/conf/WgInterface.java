package io.veiltun.config.conf;

import io.veiltun.config.CidrAddress;
import io.veiltun.config.KeyMaterial;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The device of a file.
 *
 * @param privateKey ours
 * @param listenPort UDP port, 0 to 65535; 0: any free one
 * @param fwMark of the sockets, 0: none
 * @param addresses of the device
 * @param dnsServers to ask while the device is up
 * @param searchDomains for names without dots
 * @param mtu in bytes, 576 to 65535
 * @param table for routes: {@code auto}, {@code off}, a number or a name
 * @param hooks in the order written
 * @param saveConfig whether wg-quick writes the file anew when it stops
 * @param lines where keys stand, the last of each; empty for a file never read
 */
public record WgInterface(
    Optional<KeyMaterial> privateKey,
    OptionalInt listenPort,
    long fwMark,
    List<CidrAddress> addresses,
    List<InetAddress> dnsServers,
    List<String> searchDomains,
    OptionalInt mtu,
    String table,
    List<Hook> hooks,
    boolean saveConfig,
    Map<ConfKey, Integer> lines) {
  /** What {@code Table} is where a file does not say. */
  public static final String AUTO = "auto";

  /** Copies the lists. */
  public WgInterface {
    addresses = List.copyOf(addresses);
    dnsServers = List.copyOf(dnsServers);
    searchDomains = List.copyOf(searchDomains);
    hooks = List.copyOf(hooks);
    lines = Map.copyOf(lines);
  }

  /** What wg-quick is left to decide by itself: no mark, table {@code auto}, no hooks. */
  public static WgInterface plain(
      KeyMaterial privateKey,
      OptionalInt listenPort,
      List<CidrAddress> addresses,
      List<InetAddress> dnsServers,
      OptionalInt mtu) {
    return new WgInterface(
        Optional.of(privateKey),
        listenPort,
        0,
        addresses,
        dnsServers,
        List.of(),
        mtu,
        AUTO,
        List.of(),
        false,
        Map.of());
  }

  /** The line of {@code key}, 0 if there is none. */
  public int line(ConfKey key) {
    return lines.getOrDefault(key, 0);
  }
}
