package io.veiltun.config.conf;

import static io.veiltun.config.conf.ConfText.base64;
import static io.veiltun.config.conf.ConfText.file;
import static io.veiltun.config.conf.ConfText.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.config.ClientProfile;
import io.veiltun.config.Hop;
import io.veiltun.config.Profile;
import io.veiltun.config.ProfileReader;
import io.veiltun.config.ReadResult;
import io.veiltun.config.RelayProfile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfImportTest {
  private static final String ENTRY =
      """
      [Interface]
      PrivateKey = %s
      Address = 10.66.0.2/32
      [Peer]
      PublicKey = %s
      AllowedIPs = 198.51.100.0/24
      Endpoint = 192.0.2.1:51820
      PersistentKeepalive = 25
      """
          .formatted(key(1), key(2));

  private static final String EXIT =
      """
      [Interface]
      PrivateKey = %s
      Address = 10.77.0.2/32, fd77::2/128
      DNS = 10.77.0.1
      [Peer]
      PublicKey = %s
      PresharedKey = %s
      AllowedIPs = 0.0.0.0/0, ::/0
      Endpoint = 198.51.100.7:51820
      """
          .formatted(key(3), key(4), key(5));

  private static final String RELAY =
      """
      [Interface]
      PrivateKey = %s
      Address = 10.66.0.1/16
      ListenPort = 51820
      [Peer]
      PublicKey = %s
      AllowedIPs = 10.66.0.2/32
      [Peer]
      PublicKey = %s
      AllowedIPs = 10.66.0.3/32
      Endpoint = 203.0.113.1:9
      """
          .formatted(key(1), key(2), key(3));

  private final List<String> warnings = new ArrayList<>();

  private static ImportResult result(WgQuickFile... files) {
    return ConfImport.of(List.of(files), Optional.empty());
  }

  private ClientProfile client(WgQuickFile... files) {
    return (ClientProfile) imported(files);
  }

  private Profile imported(WgQuickFile... files) {
    ImportResult result = result(files);
    assertThat(result).isInstanceOf(ImportResult.Imported.class);
    warnings.addAll(ConfText.texts(result.warnings()));
    return ((ImportResult.Imported) result).profile();
  }

  private static List<String> problems(WgQuickFile... files) {
    return result(files) instanceof ImportResult.Refused refused
        ? ConfText.texts(refused.problems())
        : List.of();
  }

  private static WgQuickFile entry() {
    return file("entry.conf", ENTRY);
  }

  private static WgQuickFile exit() {
    return file("exit.conf", EXIT);
  }

  @Test
  void oneFileIsAClientWithOneHop() {
    ClientProfile client = client(file("/etc/wireguard/se-3.conf", EXIT + "\n"));

    assertThat(client.interfaceName()).isEqualTo("se-3");
    assertThat(base64(client.privateKey().orElseThrow())).isEqualTo(key(3));
    assertThat(client.networkInterface().dns()).hasSize(1);
    assertThat(client.hops())
        .singleElement()
        .satisfies(hop -> {
          assertThat(hop.name()).isEqualTo("se-3");
          assertThat(hop.publicKey().base64()).isEqualTo(key(4));
          assertThat(base64(hop.presharedKey().orElseThrow())).isEqualTo(key(5));
          assertThat(hop.endpoint()).hasToString("198.51.100.7:51820");
          assertThat(hop.addresses()).hasToString("[10.77.0.2/32, fd77::2/128]");
          assertThat(hop.allowedIps()).hasToString("[0.0.0.0/0, ::/0]");
          assertThat(hop.keepalive()).isZero();
        });
    assertThat(warnings).isEmpty();
  }

  @Test
  void severalFilesAreAChainWhoseHopsHaveKeysOfTheirOwn() {
    ClientProfile client = client(entry(), exit());

    assertThat(client.interfaceName()).isEqualTo("veil0");
    assertThat(client.privateKey()).isEmpty();
    assertThat(client.hops().stream().map(Hop::name)).containsExactly("entry", "exit");
    assertThat(base64(client.privateKey(0))).isEqualTo(key(1));
    assertThat(base64(client.privateKey(1))).isEqualTo(key(3));
    assertThat(client.hops().getFirst().allowedIps()).isEmpty();
    assertThat(client.hops().getFirst().keepalive()).isEqualTo(25);
    assertThat(client.lastHop().allowedIps()).hasSize(2);
    assertThat(warnings).isEmpty();
  }

  @Test
  void aKeyThatAllFilesShareIsTheProfiles() {
    ClientProfile client = client(entry(), file("exit.conf", EXIT.replace(key(3), key(1))));

    assertThat(base64(client.privateKey().orElseThrow())).isEqualTo(key(1));
    assertThat(client.hops()).allMatch(hop -> hop.privateKey().isEmpty());
  }

  @Test
  void theResultIsAProfileThatTheReaderTakes() {
    for (var profile :
        List.of(imported(entry(), exit()), imported(exit()), imported(file(RELAY)))) {
      String json = ImportedProfile.json(profile, ImportedProfile.Keys.INLINE);
      ReadResult read = ProfileReader.read(json.getBytes(StandardCharsets.UTF_8));
      assertThat(read).isInstanceOf(ReadResult.Valid.class);
      assertThat(((ReadResult.Valid) read).profile()).isEqualTo(profile);
    }
  }

  @Test
  void keysThatGoToFilesAreNamedInTheirPlace() {
    List<String> names = new ArrayList<>();
    String json =
        ImportedProfile.json(
            client(entry(), exit()),
            (name, key) -> {
              names.add(name + " " + base64(key));
              return Optional.of("a" + name);
            });

    assertThat(names)
        .containsExactly("-entry.key " + key(1), "-exit.key " + key(3), "-exit.psk " + key(5));
    assertThat(json).contains("\"file\" : \"a-exit.psk\"").doesNotContain(key(1), key(3), key(5));
  }

  @Test
  void aFileWithListenPortAndPeersThatComeIsARelay() {
    RelayProfile relay = (RelayProfile) imported(file("wg0.conf", RELAY));

    assertThat(relay.interfaceName()).isEqualTo("wg0");
    assertThat(relay.networkInterface().listenPort()).isEqualTo(51820);
    assertThat(relay.peers()).hasSize(2);
    assertThat(relay.peers().getFirst().name()).isEqualTo("peer1");
    assertThat(relay.peers().getFirst().endpoint()).isEmpty();
    assertThat(relay.peers().getLast().endpoint().orElseThrow()).hasToString("203.0.113.1:9");
  }

  @Test
  void whatAProfileCannotSayIsSaidLineByLine() {
    String extra =
        "DNS = 10.77.0.1, lan\nTable = 7\nFwMark = 1\nSaveConfig = true\nListenPort = 5\n"
            + "PostUp = iptables -A # x\n[Peer]";
    client(file("exit.conf", EXIT.replace("[Peer]", extra)));

    assertThat(warnings)
        .containsExactly(
            "exit.conf:5: DNS: search domains are not imported, only servers are",
            "exit.conf:6: Table: not imported, routes go where veiltun puts them",
            "exit.conf:7: FwMark: not imported, veiltun chooses its own",
            "exit.conf:8: SaveConfig: not imported, a profile is never written back",
            "exit.conf:10: PostUp: a shell command, never run and not imported",
            "exit.conf:9: ListenPort: not imported, a client takes any free port");
  }

  @Test
  void commandsOfARelayAreAHintThatItForwards() {
    imported(file(RELAY.replaceFirst("\\[Peer]", "PostUp = iptables -t nat\n$0")));

    assertThat(warnings).hasSize(2).last().asString().contains("\"forward\": {");
  }

  @Test
  void anEndpointThatTheHopBeforeDoesNotCarryIsWarnedOf() {
    client(file("entry.conf", ENTRY.replace("198.51.100.0/24", "10.0.0.0/8")), exit());

    assertThat(warnings)
        .containsExactly(
            "exit.conf:5: Endpoint: not in the AllowedIPs of entry.conf, whose peer may refuse to"
                + " carry it");
  }

  @Test
  void mtuAndServersAreThoseOfTheLastHopWhereTheyFit() {
    WgQuickFile before =
        file("entry.conf", ENTRY.replace("[Peer]", "MTU=1400\nDNS=1.1.1.1\n[Peer]"));

    ClientProfile fits =
        client(before, file("exit.conf", EXIT.replace("[Peer]", "MTU=1328\n[Peer]")));
    assertThat(fits.mtu()).hasValue(1328);
    assertThat(fits.networkInterface().dns()).hasSize(1);
    assertThat(warnings)
        .containsExactly(
            "entry.conf:5: DNS: not imported, servers are asked behind the last hop",
            "entry.conf:4: MTU: not imported, an earlier hop's is worked out");

    warnings.clear();
    ClientProfile large =
        client(entry(), file("exit.conf", EXIT.replace("[Peer]", "MTU=1420\n[Peer]")));
    assertThat(large.mtu()).isEmpty();
    assertThat(warnings)
        .containsExactly(
            "exit.conf:5: MTU: not imported, in a chain of 2 hops it is worked out, and smaller");
    assertThat(client(file("exit.conf", EXIT.replace("[Peer]", "MTU=1420\n[Peer]"))).mtu())
        .hasValue(1420);
  }

  @Test
  void namesThatAreNoneAreReplaced() {
    ClientProfile client = client(file("a name that is much too long.conf", EXIT));

    assertThat(client.interfaceName()).isEqualTo("veil0");
    assertThat(client.hops().getFirst().name()).isEqualTo("a-name-that-is-much-too-long");
    assertThat(warnings)
        .containsExactly(
            "a name that is much too long.conf: its name cannot be that of an interface, which is"
                + " called veil0 instead");
    assertThat(
            client(file("a/x.conf", ENTRY), file("b/x.conf", EXIT)).hops().stream().map(Hop::name))
        .containsExactly("hop1", "hop2");
  }

  @Test
  void aResultThatWouldBeWrongIsRefused() {
    assertThat(problems(file("[Interface]\nMTU = 1400\n")))
        .containsExactly(
            "wg0.conf: PrivateKey missing",
            "wg0.conf: Address missing",
            "wg0.conf: 0 peers, expected the one that a client connects to; a relay has ListenPort");
    assertThat(problems(file("exit.conf", EXIT + "[Peer]\nPublicKey = " + key(9) + "\n")))
        .singleElement()
        .asString()
        .startsWith("exit.conf: 2 peers, expected the one");
    assertThat(problems(file(EXIT.replaceAll("Endpoint.*", ""))))
        .containsExactly("wg0.conf:5: Endpoint missing, so there is nobody to connect to");
    assertThat(problems(file(EXIT.replaceAll("AllowedIPs.*", ""))))
        .containsExactly("wg0.conf:5: AllowedIPs missing, so nothing would go through the tunnel");
    assertThat(problems(file(EXIT.replace("[Peer]", "Table = off\n[Peer]"))))
        .singleElement()
        .asString()
        .startsWith("wg0.conf:5: Table: off, but");
    assertThat(problems(entry(), file("exit.conf", EXIT.replace("198.51.100.7", "[2001:db8::7]"))))
        .containsExactly("exit.conf:5: Endpoint: IPv6, but entry.conf has no IPv6 Address");
    assertThat(problems(entry(), file("exit.conf", EXIT.replace(key(4), key(2)))))
        .containsExactly("exit.conf:5: PublicKey: that of entry.conf too");
    assertThat(problems(file("relay.conf", RELAY), exit()))
        .containsExactly("relay.conf: 2 peers, expected the one that a client connects to");
  }

  @Test
  void aRelayWhoseNetworksBelongToNobodyOrToTwoIsRefused() {
    assertThat(problems(file(RELAY.replace("10.66.0.3", "10.66.0.2"))))
        .containsExactly(
            "wg0.conf:8: AllowedIPs: 10.66.0.2/32 also belongs to the peer in line 5, remove it"
                + " from one");
    assertThat(problems(file(RELAY.replace("AllowedIPs = 10.66.0.2/32\n", "\n"))))
        .containsExactly("wg0.conf:5: AllowedIPs missing, so the peer could send nothing");
  }

  @Test
  void aNinthHopIsRefused() {
    List<WgQuickFile> files = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      String text = EXIT.replace(key(4), key(100 + i)).replace("100.7", "100." + i);
      files.add(file("h" + i + ".conf", text));
    }
    assertThat(problems(files.toArray(WgQuickFile[]::new)))
        .containsExactly("h9.conf: one hop too many, a chain has 8");
    assertThat(client(files.subList(0, 8).toArray(WgQuickFile[]::new)).hops()).hasSize(8);
  }
}
