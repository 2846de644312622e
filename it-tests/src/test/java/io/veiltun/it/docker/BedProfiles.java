package io.veiltun.it.docker;

import io.veiltun.cli.lab.ChainPlan;
import io.veiltun.cli.lab.HopPlan;
import io.veiltun.cli.lab.ProfileFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what the containers of a bed are configured by, each into a folder of its own that belongs
 * to the user inside.
 *
 * @param folder where the folders are made
 * @param defences DAITA by the names of hops, at both ends
 */
record BedProfiles(Path folder, Map<String, String> defences) {
  static final String DEVICE = "veil0";

  private static final JsonMapper JSON = new JsonMapper();

  /**
   * The client's profile {@code client.json} with the kill switch, and {@code client-exit2.json},
   * which differs in its last hop.
   */
  Path client(ChainPlan chain, HopPlan secondExit) throws IOException {
    Path own = place("client");
    Path main = new ProfileFiles(own, defences).client(chain, DEVICE);
    ObjectNode profile = (ObjectNode) JSON.readTree(Files.readString(main));
    profile.put("killSwitch", true);
    Files.writeString(main, profile.toPrettyString());
    ObjectNode exit = (ObjectNode) profile.get("hops").get(1);
    exit.put("name", secondExit.name());
    exit.put("publicKey", secondExit.keys().publicKey());
    exit.put("endpoint", secondExit.endpoint());
    Path other = own.resolve("client-exit2.json");
    Files.writeString(other, profile.toPrettyString());
    Files.setPosixFilePermissions(other, Files.getPosixFilePermissions(main));
    return handOver(own);
  }

  /** {@code NAME.json} for this program as the relay {@code hop}. */
  Path relay(HopPlan hop, ChainPlan chain) throws IOException {
    Path own = place(hop.name());
    new ProfileFiles(own, defences).relay(hop, chain.client().publicKey(), DEVICE);
    return handOver(own);
  }

  /** {@code wg0.conf} for wireguard-go as the relay {@code hop}. */
  Path foreign(HopPlan hop, ChainPlan chain) throws IOException {
    Path own = place(hop.name());
    String text =
        """
        [Interface]
        PrivateKey = %s
        ListenPort = %d
        [Peer]
        PublicKey = %s
        AllowedIPs = %s
        """
            .formatted(
                hop.keys().privateKey(),
                hop.port(),
                chain.client().publicKey(),
                String.join(", ", hop.clientPrefixes()));
    Files.writeString(own.resolve("wg0.conf"), text);
    return own;
  }

  /** An empty folder. */
  Path place(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  private static Path handOver(Path place) throws IOException {
    try (Stream<Path> all = Files.walk(place)) {
      for (Path path : all.toList()) {
        Files.setAttribute(path, "unix:uid", Images.USER);
        Files.setAttribute(path, "unix:gid", Images.USER);
      }
    }
    return place;
  }
}
