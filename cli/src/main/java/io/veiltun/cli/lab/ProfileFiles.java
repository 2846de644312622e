package io.veiltun.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the profiles of a chain as a user would: keys in files of their own, for the owner only.
 */
public final class ProfileFiles {
  private static final JsonMapper JSON = new JsonMapper();
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path folder;
  private final Map<String, String> defences;

  /** Writes into {@code folder}, which exists. */
  public ProfileFiles(Path folder) {
    this(folder, Map.of());
  }

  /**
   * As {@link #ProfileFiles(Path)}, with DAITA at both ends of some hops.
   *
   * @param defences what runs there, by the names of the hops
   */
  public ProfileFiles(Path folder, Map<String, String> defences) {
    this.folder = folder;
    this.defences = Map.copyOf(defences);
  }

  /** The client's profile, {@code client.json}. */
  public Path client(ChainPlan chain, String device) throws IOException {
    return write("client", chain.client(), clientProfile(chain, device));
  }

  /** The relay's profile, named after the hop. */
  public Path relay(HopPlan hop, String client, String device) throws IOException {
    return write(hop.name(), hop.keys(), relayProfile(hop, client, device));
  }

  private Map<String, Object> clientProfile(ChainPlan chain, String device) {
    Map<String, Object> profile = new LinkedHashMap<>();
    profile.put("interface", Map.of("name", device));
    profile.put("privateKey", Map.of("file", "client.key"));
    profile.put("hops", chain.hops().stream().map(this::hop).toList());
    return profile;
  }

  private Map<String, Object> hop(HopPlan hop) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", hop.name());
    members.put("publicKey", hop.keys().publicKey());
    members.put("endpoint", hop.endpoint());
    members.put("addresses", hop.clientPrefixes());
    shape(members, hop);
    return members;
  }

  private void shape(Map<String, Object> members, HopPlan hop) {
    String defence = defences.get(hop.name());
    if (defence != null) {
      members.put("daita", Map.of("defence", defence));
    }
  }

  private Map<String, Object> relayProfile(HopPlan hop, String client, String device) {
    Map<String, Object> link = new LinkedHashMap<>();
    link.put("name", device);
    link.put("addresses", hop.relayAddresses());
    link.put("listenPort", hop.port());
    Map<String, Object> peer = new LinkedHashMap<>();
    peer.put("name", "client");
    peer.put("publicKey", client);
    peer.put("allowedIps", hop.clientPrefixes());
    shape(peer, hop);
    Map<String, Object> profile = new LinkedHashMap<>();
    profile.put("interface", link);
    profile.put("privateKey", Map.of("file", hop.name() + ".key"));
    profile.put("peers", List.of(peer));
    if (hop.forward()) {
      profile.put("forward", Map.of("masquerade", true));
    }
    return profile;
  }

  private Path write(String name, KeyPair keys, Map<String, Object> profile) throws IOException {
    create(name + ".key", keys.privateKey() + "\n");
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(profile);
    return create(name + ".json", text + "\n");
  }

  private Path create(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createFile(file, OWNER_ONLY);
    return Files.writeString(file, text);
  }
}
