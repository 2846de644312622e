package io.veiltun.it;

import io.veiltun.cli.lab.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything of a host that a tunnel may change, as the system's own tools print it.
 *
 * @param texts by the command that printed them
 */
record HostState(Map<String, String> texts) {
  private static final Path ETC = Path.of("/etc/netns");

  /** Reads it all. */
  static HostState of(Namespace host) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String command :
        new String[] {
          "ip -j -4 rule",
          "ip -j -6 rule",
          "ip -j -4 route show table all",
          "ip -j -6 route show table all",
          "ip -j addr",
          "nft list ruleset",
          "sysctl net.ipv4.conf.all.src_valid_mark net.ipv4.ip_forward net.ipv6.conf.all.forwarding"
        }) {
      texts.put(command, host.exec(command.split(" ", -1)));
    }
    texts.put("resolv.conf", Files.readString(resolvConf(host)));
    return new HostState(texts);
  }

  /**
   * Gives {@code host} what a lived-in machine has: a default route by {@code gateway}, rules, a
   * firewall and a resolver file of its own, which {@link #forget} removes.
   */
  static void liveIn(Namespace host, String gateway) throws IOException {
    host.ip("route", "add", "default", "via", gateway);
    host.ip("rule", "add", "priority", "1000", "to", "10.9.0.0/16", "table", "main");
    host.exec("nft", "add table inet mine; add chain inet mine own; add rule inet mine own accept");
    Files.createDirectories(resolvConf(host).getParent());
    Files.writeString(resolvConf(host), "# by hand\nnameserver 192.0.2.53\noptions edns0");
  }

  /** Removes the resolver file of {@code host}. */
  static void forget(Namespace host) throws IOException {
    Files.deleteIfExists(resolvConf(host));
    Files.deleteIfExists(resolvConf(host).getParent());
  }

  private static Path resolvConf(Namespace host) {
    return ETC.resolve(host.name()).resolve("resolv.conf");
  }
}
