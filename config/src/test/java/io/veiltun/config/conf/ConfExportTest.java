package io.veiltun.config.conf;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.config.ClientProfile;
import io.veiltun.config.Profile;
import io.veiltun.config.ProfileReader;
import io.veiltun.config.ReadResult;
import io.veiltun.config.RelayProfile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfExportTest {
  private static final String CHAIN =
      """
      { "interface": { "name": "veil0", "dns": ["10.77.0.1"], "mtu": 1300 },
        "privateKey": "%s",
        "hops": [
          { "name": "entry", "publicKey": "%s", "endpoint": "192.0.2.1:51820",
            "addresses": ["10.66.0.2/32", "fd66::2/128"], "keepalive": 25 },
          { "name": "exit", "publicKey": "%s", "endpoint": "[2001:db8::7]:51820",
            "addresses": ["10.77.0.2/32"], "presharedKey": "%s", "privateKey": "%s",
            "allowedIps": ["0.0.0.0/0"] } ] }
      """
          .formatted(
              ConfText.key(1), ConfText.key(2), ConfText.key(3), ConfText.key(4), ConfText.key(5));

  private static final String RELAY =
      """
      { "interface": { "name": "veil0", "addresses": ["10.66.0.1/16"], "listenPort": 0, "mtu": 1400 },
        "privateKey": "%s",
        "peers": [
          { "name": "laptop", "publicKey": "%s", "allowedIps": ["10.66.0.2/32", "fd66::/64"] },
          { "name": "phone", "publicKey": "%s", "allowedIps": ["10.66.0.3/32"],
            "presharedKey": "%s", "endpoint": "phone.example.org:7", "keepalive": 9 } ] }
      """
          .formatted(ConfText.key(1), ConfText.key(2), ConfText.key(3), ConfText.key(4));

  private static Profile profile(String json) {
    ReadResult result = ProfileReader.read(json.getBytes(StandardCharsets.UTF_8));
    assertThat(result).isInstanceOf(ReadResult.Valid.class);
    return ((ReadResult.Valid) result).profile();
  }

  private static Profile importedAgain(ConfExport.Exported exported) {
    List<WgQuickFile> files =
        exported.files().stream()
            .map(file -> ConfText.file(file.file(), ConfWriter.write(file)))
            .toList();
    ImportResult result = ConfImport.of(files, Optional.of("veil0"));
    assertThat(result.warnings()).isEmpty();
    return ((ImportResult.Imported) result).profile();
  }

  @Test
  void aRelayIsOneFileThatBecomesTheSameRelay() {
    RelayProfile relay = (RelayProfile) profile(RELAY);
    ConfExport.Exported exported = ConfExport.of(relay);

    assertThat(exported.losses()).isEmpty();
    assertThat(exported.files()).extracting(WgQuickFile::file).containsExactly("veil0.conf");
    assertThat(ConfWriter.write(exported.files().getFirst()))
        .isEqualTo(
            """
            [Interface]
            Address = 10.66.0.1/16
            MTU = 1400
            ListenPort = 0
            PrivateKey = %s

            [Peer]
            # laptop
            PublicKey = %s
            AllowedIPs = 10.66.0.2/32, fd66::/64

            [Peer]
            # phone
            PublicKey = %s
            PresharedKey = %s
            AllowedIPs = 10.66.0.3/32
            Endpoint = phone.example.org:7
            PersistentKeepalive = 9
            """
                .formatted(ConfText.key(1), ConfText.key(2), ConfText.key(3), ConfText.key(4)));
    String renamed =
        ImportedProfile.json(importedAgain(exported), ImportedProfile.Keys.INLINE)
            .replace("peer1", "laptop")
            .replace("peer2", "phone");
    assertThat(profile(renamed)).isEqualTo(relay);
  }

  @Test
  void aChainIsAFileForEachHopThatBecomeTheSameChain() {
    ClientProfile chain = (ClientProfile) profile(CHAIN);
    ConfExport.Exported exported = ConfExport.of(chain);

    assertThat(exported.files())
        .extracting(WgQuickFile::file)
        .containsExactly("veil0-entry.conf", "veil0-exit.conf");
    assertThat(exported.losses())
        .singleElement()
        .asString()
        .contains("fail closed", "veil0-entry, veil0-exit");
    assertThat(ConfWriter.write(exported.files().getFirst()))
        .contains("AllowedIPs = 2001:db8::7/128\n", "PrivateKey = " + ConfText.key(1) + "\n")
        .doesNotContain("DNS", "MTU", "ListenPort");
    ClientProfile again = (ClientProfile) importedAgain(exported);
    assertThat(again.networkInterface()).isEqualTo(chain.networkInterface());
    for (int i = 0; i < 2; i++) {
      assertThat(again.privateKey(i)).isEqualTo(chain.privateKey(i));
      assertThat(again.hops().get(i))
          .usingRecursiveComparison()
          .ignoringFields("name", "privateKey")
          .isEqualTo(chain.hops().get(i));
    }
  }

  @Test
  void aClientWithOneHopIsAFileWithoutLosses() {
    String one = CHAIN.replaceFirst("(?s)\\{ \"name\": \"entry\".*?\\},", "");
    ConfExport.Exported exported = ConfExport.of(profile(one));

    assertThat(exported.losses()).isEmpty();
    assertThat(exported.files()).extracting(WgQuickFile::file).containsExactly("veil0.conf");
    assertThat(((ClientProfile) importedAgain(exported)).lastHop().allowedIps())
        .hasToString("[0.0.0.0/0]");
  }

  @Test
  void whatFilesCannotSayIsSaid() {
    String relay =
        RELAY
            .replace("[\"10.66.0.3/32\"]", "[\"10.66.0.3/32\"], \"daita\": {}")
            .replaceFirst(
                "\\}\\s*$",
                ", \"forward\": { \"masquerade\": true },"
                    + " \"metrics\": { \"listen\": \"127.0.0.1:9586\" } }");
    assertThat(ConfExport.of(profile(relay)).losses())
        .containsExactly(
            "daita of peer phone: wg-quick has none, sizes and times become visible",
            "forward: turn IP forwarding on and masquerade peers by other means",
            "metrics: wg-quick has none");
  }

  @Test
  void towardsAHopKnownByNameNothingIsLetThrough() {
    ConfExport.Exported exported =
        ConfExport.of(profile(CHAIN.replace("[2001:db8::7]", "exit.example.org")));

    assertThat(exported.files().getFirst().peers().getFirst().allowedIps()).isEmpty();
    assertThat(exported.losses().getFirst())
        .isEqualTo(
            "veil0-entry.conf: add the address of exit.example.org to AllowedIPs, which hold no"
                + " names");
  }

  @Test
  void namesTooLongForAnInterfaceAreNumbered() {
    ConfExport.Exported exported =
        ConfExport.of(profile(CHAIN.replace("veil0", "a-tunnel-of-15c")));

    assertThat(exported.files())
        .extracting(WgQuickFile::file)
        .containsExactly("a-tunnel-of-1-1.conf", "a-tunnel-of-1-2.conf");
  }
}
