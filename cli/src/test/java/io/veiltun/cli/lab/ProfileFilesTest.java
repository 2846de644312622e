package io.veiltun.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProfileFilesTest {
  private static final HopPlan EXIT =
      new HopPlan(
          "exit",
          KeyPair.generate(),
          InetAddress.ofLiteral("198.51.100.1"),
          51820,
          List.of("10.77.0.1/16"),
          List.of("10.77.0.2", "fd77::2"),
          true);

  @TempDir private Path folder;

  private static JsonNode read(Path profile) throws Exception {
    return new JsonMapper().readTree(Files.readString(profile));
  }

  @Test
  void clientNamesTheRelayAndItsOwnAddresses() throws Exception {
    ChainPlan chain = new ChainPlan(KeyPair.generate(), List.of(EXIT));
    JsonNode profile = read(new ProfileFiles(folder).client(chain, "veil0"));
    JsonNode hop = profile.at("/hops/0");
    assertThat(profile.at("/interface/name").asString()).isEqualTo("veil0");
    assertThat(hop.path("publicKey").asString()).isEqualTo(EXIT.keys().publicKey());
    assertThat(hop.path("endpoint").asString()).isEqualTo("198.51.100.1:51820");
    assertThat(hop.at("/addresses/1").asString()).isEqualTo("fd77::2/128");
    assertThat(Files.readString(folder.resolve(profile.at("/privateKey/file").asString())))
        .isEqualTo(chain.client().privateKey() + "\n");
  }

  @Test
  void relayKnowsTheClientAndMasquerades() throws Exception {
    JsonNode profile = read(new ProfileFiles(folder).relay(EXIT, "client-key", "veil0"));
    assertThat(profile.at("/interface/listenPort").asInt()).isEqualTo(51820);
    assertThat(profile.at("/peers/0/publicKey").asString()).isEqualTo("client-key");
    assertThat(profile.at("/peers/0/allowedIps/0").asString()).isEqualTo("10.77.0.2/32");
    assertThat(profile.at("/forward/masquerade").asBoolean()).isTrue();
  }

  @Test
  void shapedHopHasDaitaAtBothEndsAndOthersDoNot() throws Exception {
    ProfileFiles profiles = new ProfileFiles(folder, Map.of("exit", "ephemeral-light"));
    HopPlan entry =
        new HopPlan(
            "entry",
            KeyPair.generate(),
            InetAddress.ofLiteral("192.0.2.1"),
            51820,
            List.of("10.66.0.1/16"),
            List.of("10.66.0.2"),
            true);
    JsonNode client =
        read(profiles.client(new ChainPlan(KeyPair.generate(), List.of(entry, EXIT)), "veil0"));
    assertThat(client.at("/hops/1/daita/defence").asString()).isEqualTo("ephemeral-light");
    assertThat(client.at("/hops/0").has("daita")).isFalse();
    assertThat(read(profiles.relay(EXIT, "key", "veil0")).at("/peers/0/daita/defence").asString())
        .isEqualTo("ephemeral-light");
    assertThat(read(profiles.relay(entry, "key", "veil0")).at("/peers/0").has("daita")).isFalse();
  }

  @Test
  void onlyTheOwnerReadsProfilesAndKeys() throws Exception {
    new ProfileFiles(folder).relay(EXIT, "client-key", "veil0");
    for (String name : List.of("exit.json", "exit.key")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void generatedKeysAreX25519() throws Exception {
    KeyPair pair = KeyPair.generate();
    byte[] secret = Base64.getDecoder().decode(pair.privateKey());
    byte[] point = new byte[32];
    org.bouncycastle.math.ec.rfc7748.X25519.scalarMultBase(secret, 0, point, 0);
    assertThat(Base64.getEncoder().encodeToString(point)).isEqualTo(pair.publicKey());
    assertThat(pair.toString()).doesNotContain(pair.privateKey());
  }
}
