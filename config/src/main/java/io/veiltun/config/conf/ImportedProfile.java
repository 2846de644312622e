package io.veiltun.config.conf;

import io.veiltun.config.CidrAddress;
import io.veiltun.config.ClientProfile;
import io.veiltun.config.Hop;
import io.veiltun.config.HostPort;
import io.veiltun.config.IpLiteral;
import io.veiltun.config.KeyMaterial;
import io.veiltun.config.PeerEntry;
import io.veiltun.config.Profile;
import io.veiltun.config.RelayProfile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A profile as JSON, as far as files of wg-quick can say it: no DAITA, forwarding or metrics. */
public final class ImportedProfile {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Keys keys;
  private final ObjectNode root = JSON.createObjectNode();

  private ImportedProfile(Keys keys) {
    this.keys = keys;
  }

  /** Where the secrets of a profile go. */
  @FunctionalInterface
  public interface Keys {
    /**
     * Takes one key.
     *
     * @param name what tells it from the profile's others: {@code .key}, {@code -exit.psk}
     * @return the name of the file that will hold it, relative to the profile; empty: inline
     */
    Optional<String> file(String name, KeyMaterial key);

    /** All in the profile itself. */
    Keys INLINE = (_, _) -> Optional.empty();
  }

  /** The text of {@code profile}; it holds every key that {@code keys} does not take. */
  public static String json(Profile profile, Keys keys) {
    ImportedProfile writer = new ImportedProfile(keys);
    switch (profile) {
      case ClientProfile client -> writer.client(client);
      case RelayProfile relay -> writer.relay(relay);
    }
    return writer.root.toPrettyString() + "\n";
  }

  private void client(ClientProfile client) {
    ObjectNode device = root.putObject("interface").put("name", client.interfaceName());
    client.mtu().ifPresent(bytes -> device.put("mtu", bytes));
    if (!client.networkInterface().dns().isEmpty()) {
      ArrayNode dns = device.putArray("dns");
      client.networkInterface().dns().forEach(server -> dns.add(IpLiteral.format(server)));
    }
    client.privateKey().ifPresent(key -> key(root, "privateKey", ".key", key));
    ArrayNode hops = root.putArray("hops");
    for (Hop hop : client.hops()) {
      ObjectNode members = hops.addObject().put("name", hop.name());
      members.put("publicKey", hop.publicKey().base64());
      members.put("endpoint", hop.endpoint().toString());
      cidrs(members.putArray("addresses"), hop.addresses());
      hop.privateKey().ifPresent(key -> key(members, "privateKey", "-" + hop.name() + ".key", key));
      hop.presharedKey()
          .ifPresent(key -> key(members, "presharedKey", "-" + hop.name() + ".psk", key));
      keepalive(members, hop.keepalive());
      if (!hop.allowedIps().isEmpty()) {
        cidrs(members.putArray("allowedIps"), hop.allowedIps());
      }
    }
  }

  private void relay(RelayProfile relay) {
    ObjectNode device = root.putObject("interface").put("name", relay.interfaceName());
    cidrs(device.putArray("addresses"), relay.networkInterface().addresses());
    device.put("listenPort", relay.networkInterface().listenPort());
    relay.mtu().ifPresent(bytes -> device.put("mtu", bytes));
    key(root, "privateKey", ".key", relay.privateKey());
    ArrayNode peers = root.putArray("peers");
    for (PeerEntry peer : relay.peers()) {
      ObjectNode members = peers.addObject().put("name", peer.name());
      members.put("publicKey", peer.publicKey().base64());
      cidrs(members.putArray("allowedIps"), peer.allowedIps());
      peer.presharedKey()
          .ifPresent(key -> key(members, "presharedKey", "-" + peer.name() + ".psk", key));
      peer.endpoint().map(HostPort::toString).ifPresent(text -> members.put("endpoint", text));
      keepalive(members, peer.keepalive());
    }
  }

  private static void keepalive(ObjectNode members, int seconds) {
    if (seconds > 0) {
      members.put("keepalive", seconds);
    }
  }

  private static void cidrs(ArrayNode array, List<CidrAddress> cidrs) {
    cidrs.forEach(cidr -> array.add(cidr.toString()));
  }

  private void key(ObjectNode members, String member, String name, KeyMaterial key) {
    Optional<String> file = keys.file(name, key);
    if (file.isPresent()) {
      members.putObject(member).put("file", file.get());
      return;
    }
    byte[] base64 = key.base64();
    members.put(member, new String(base64, StandardCharsets.US_ASCII));
    Arrays.fill(base64, (byte) 0);
  }
}
