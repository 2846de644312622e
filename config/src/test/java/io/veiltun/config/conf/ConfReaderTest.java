package io.veiltun.config.conf;

import static io.veiltun.config.conf.ConfText.base64;
import static io.veiltun.config.conf.ConfText.file;
import static io.veiltun.config.conf.ConfText.key;
import static io.veiltun.config.conf.ConfText.problems;
import static io.veiltun.config.conf.ConfText.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.config.CidrAddress;
import io.veiltun.config.IpLiteral;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfReaderTest {
  private static final String PRIVATE = key(1);
  private static final String PUBLIC = key(2);
  private static final String PRESHARED = key(3);
  private static final String PEER = "[Peer]\nPublicKey = " + PUBLIC + "\n";

  @TempDir Path folder;

  private static WgInterface device(String lines) {
    return file("[Interface]\n" + lines + "\n").networkInterface();
  }

  private static WgPeer peer(String lines) {
    return file(PEER + lines + "\n").peers().getFirst();
  }

  private static List<String> cidrs(List<CidrAddress> cidrs) {
    return cidrs.stream().map(CidrAddress::toString).toList();
  }

  @Test
  void everyKeyIsRead() {
    WgQuickFile file =
        file(
            """
            [Interface]
            PrivateKey = %s
            ListenPort = 51820
            FwMark = 0xca6c
            Address = 10.0.0.2/24, fd00::2/64
            DNS = 10.0.0.1, fd00::1, example.org
            MTU = 1380
            Table = 1234
            PreUp = echo 1
            PostUp = echo 2
            PreDown = echo 3
            PostDown = echo 4
            SaveConfig = true

            [Peer]
            PublicKey = %s
            PresharedKey = %s
            AllowedIPs = 0.0.0.0/0, ::/0
            Endpoint = [2001:db8::1]:51820
            PersistentKeepalive = 25
            """
                .formatted(PRIVATE, PUBLIC, PRESHARED));

    WgInterface device = file.networkInterface();
    assertThat(base64(device.privateKey().orElseThrow())).isEqualTo(PRIVATE);
    assertThat(device.listenPort()).hasValue(51820);
    assertThat(device.fwMark()).isEqualTo(0xca6c);
    assertThat(cidrs(device.addresses())).containsExactly("10.0.0.2/24", "fd00::2/64");
    assertThat(device.dnsServers().stream().map(IpLiteral::format))
        .containsExactly("10.0.0.1", "fd00::1");
    assertThat(device.searchDomains()).containsExactly("example.org");
    assertThat(device.mtu()).hasValue(1380);
    assertThat(device.table()).isEqualTo("1234");
    assertThat(device.hooks().stream().map(Hook::command))
        .containsExactly("echo 1", "echo 2", "echo 3", "echo 4");
    assertThat(device.saveConfig()).isTrue();
    assertThat(device.line(ConfKey.TABLE)).isEqualTo(8);
    WgPeer peer = file.peers().getFirst();
    assertThat(peer.publicKey().base64()).isEqualTo(PUBLIC);
    assertThat(base64(peer.presharedKey().orElseThrow())).isEqualTo(PRESHARED);
    assertThat(cidrs(peer.allowedIps())).containsExactly("0.0.0.0/0", "::/0");
    assertThat(peer.endpoint()).hasToString("Optional[[2001:db8::1]:51820]");
    assertThat(peer.keepalive()).hasValue(25);
    assertThat(peer.line()).isEqualTo(15);
  }

  @Test
  void commentsReachFromAnyPlaceToTheEndOfTheLine() {
    WgQuickFile file =
        file("# a\n[Interface] # b\n#ListenPort = 1\nListenPort = 2 # 3\n  \t# c\nMTU=1400#d");
    assertThat(file.networkInterface().listenPort()).hasValue(2);
    assertThat(file.networkInterface().mtu()).hasValue(1400);
  }

  @Test
  void whiteSpaceWithinValuesAndKeysOfWgIsDropped() {
    String spaced = PRIVATE.substring(0, 9) + " \t" + PRIVATE.substring(9);
    assertThat(base64(device("  Private Key = " + spaced).privateKey().orElseThrow()))
        .isEqualTo(PRIVATE);
    assertThat(peer("AllowedIPs = 10.0.0 .0 / 24 ,fd00:: /8").allowedIps()).hasSize(2);
    assertThat(problems("[Interface]\nPost Up = x\n")).containsExactly("wg0.conf:2: unknown key");
  }

  @Test
  void addressesAndServersAreAlsoSplitAtWhiteSpace() {
    assertThat(device("Address = 10.0.0.2/32 fd00::2/128,\t10.0.0.3").addresses()).hasSize(3);
    assertThat(device("DNS = 1.1.1.1 2.2.2.2").dnsServers()).hasSize(2);
  }

  @Test
  void sectionsAndKeysHaveNoCaseButValuesHave() {
    WgQuickFile file =
        file("[INTERFACE]\nprivatekey=" + PRIVATE + "\nmtu=1400\n[peer]\nPUBLICKEY=" + PUBLIC);
    assertThat(base64(file.networkInterface().privateKey().orElseThrow())).isEqualTo(PRIVATE);
    assertThat(file.peers()).hasSize(1);
  }

  @Test
  void linesMayEndWithCrLfAndTheLastWithNothing() {
    WgQuickFile file =
        file(
            "[Interface]\r\nPrivateKey = "
                + PRIVATE
                + "\r\nDNS = 1.1.1.1\r\nPostUp = x y\r\n"
                + PEER.replace("\n", "\r\n")
                + "PersistentKeepalive = 25");
    assertThat(file.networkInterface().dnsServers()).hasSize(1);
    assertThat(file.networkInterface().hooks().getFirst().command()).isEqualTo("x y");
    assertThat(file.peers().getFirst().keepalive()).hasValue(25);
  }

  @Test
  void hooksKeepTheirNumberSigns() {
    WgInterface device = device("PostUp = ip rule add # ü %i\nPostUp=b\n# PreUp = c");
    assertThat(device.hooks().stream().map(Hook::command))
        .containsExactly("ip rule add # ü %i", "b");
    assertThat(device.hooks().getFirst().line()).isEqualTo(2);
  }

  @Test
  void interfaceSectionsContinueTheSameDevice() {
    WgQuickFile file =
        file(
            "[Interface]\nAddress = 10.0.0.1\n"
                + PEER
                + "[Interface]\nAddress = 10.0.0.2\nMTU=1400");
    assertThat(cidrs(file.networkInterface().addresses()))
        .containsExactly("10.0.0.1/32", "10.0.0.2/32");
    assertThat(file.networkInterface().mtu()).hasValue(1400);
  }

  @Test
  void ofAKeyWithOneValueTheLastCountsAndThatIsSaid() {
    String text = "[Interface]\nListenPort = 1\nListenPort = 2\n";
    assertThat(file(text).networkInterface().listenPort()).hasValue(2);
    assertThat(warnings(text))
        .containsExactly("wg0.conf:3: ListenPort: already in line 2, the last one counts");
    assertThat(peer("PersistentKeepalive = 5\nPersistentKeepalive = off").keepalive()).hasValue(0);
  }

  @Test
  void twoPublicKeysInOneSectionAreAMissingPeer() {
    assertThat(problems(PEER + "PublicKey = " + key(9)))
        .containsExactly("wg0.conf:3: PublicKey: already in line 2, is a [Peer] missing above?");
  }

  @Test
  void blocksWithTheSamePublicKeyAreOnePeer() {
    String text =
        PEER
            + "AllowedIPs = 10.0.0.1/32\nPersistentKeepalive = 5\nEndpoint = 192.0.2.1:1\n"
            + PEER
            + "AllowedIPs = 10.0.0.2/32, 10.0.0.1\nEndpoint = 192.0.2.2:2\n";
    WgPeer merged = file(text).peers().getFirst();
    assertThat(file(text).peers()).hasSize(1);
    assertThat(cidrs(merged.allowedIps())).containsExactly("10.0.0.1/32", "10.0.0.2/32");
    assertThat(merged.endpoint().orElseThrow()).hasToString("192.0.2.2:2");
    assertThat(merged.keepalive()).hasValue(5);
    assertThat(warnings(text))
        .singleElement()
        .asString()
        .startsWith("wg0.conf:6: the peer of line 1");
  }

  @Test
  void networksGetTheirLengthAndLoseTheBitsBehindIt() {
    String text = PEER + "AllowedIPs = 10.0.0.1, fd00::1, 10.1.2.3/8\nAllowedIPs =\n";
    assertThat(cidrs(file(text).peers().getFirst().allowedIps()))
        .containsExactly("10.0.0.1/32", "fd00::1/128", "10.0.0.0/8");
    assertThat(warnings(text))
        .containsExactly("wg0.conf:3: AllowedIPs: bits set behind the prefix, read as 10.0.0.0/8");
  }

  @Test
  void anEmptyListOfNetworksIsNone() {
    assertThat(peer("AllowedIPs =  # nothing").allowedIps()).isEmpty();
  }

  @Test
  void presharedKeyOfZerosIsNone() {
    assertThat(peer("PresharedKey = " + "A".repeat(43) + "=").presharedKey()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"off,0", "OFF,0", "0,0", "51820,51820", "0xca6c,51820", "0XFFFFFFFF,4294967295"})
  void marksAreOffDecimalOrHexadecimal(String written, long mark) {
    assertThat(device("FwMark = " + written).fwMark()).isEqualTo(mark);
  }

  @ParameterizedTest
  @CsvSource({"off,0", "0,0", "65535,65535"})
  void keepalivesAreOffOrSeconds(String written, int seconds) {
    assertThat(peer("PersistentKeepalive = " + written).keepalive())
        .isEqualTo(OptionalInt.of(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1:1", "[2001:db8::1]:65535", "vpn.example.org:51820", "a:1"})
  void endpointsAreAddressesOrNamesWithAPort(String endpoint) {
    assertThat(peer("Endpoint = " + endpoint).endpoint().orElseThrow()).hasToString(endpoint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ListenPort = https | ListenPort: a service name, expected the number of the port",
        "ListenPort = 65536 | ListenPort: expected 0 to 65535",
        "ListenPort = -1    | ListenPort: expected 0 to 65535",
        "ListenPort =       | ListenPort: expected 0 to 65535",
        "FwMark = 0x1ffffffff | FwMark: expected off, 0x1 to 0xffffffff or 0 to 4294967295",
        "FwMark = red       | FwMark: expected off, 0x1 to 0xffffffff or 0 to 4294967295",
        "Address = 10.0.0.256/8 | Address: not an IP address",
        "Address = 10.0.0.1/33 | Address: prefix length 33, expected 0 to 32",
        "Address = fe80::1%eth0/64 | Address: an address with a zone (%) is not supported",
        "DNS = 10.0.0       | DNS: not an IP address",
        "DNS = fd00:::1     | DNS: not an IPv6 address",
        "DNS = exa$mple     | DNS: neither an IP address nor a search domain",
        "MTU = 575          | MTU: expected 576 to 65535",
        "MTU = auto         | MTU: expected 576 to 65535",
        "Table = a b        | Table: expected auto, off, or the number or name of a table",
        "SaveConfig = yes   | SaveConfig: expected true or false",
        "PrivateKey = abc   | PrivateKey: 3 characters of base64, expected 44",
        "PrivateKey = AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= | PrivateKey: a key of zeros",
        "PrivateKey = AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB= | PrivateKey: not the canonical base64 of 32 bytes",
        "Jc = 4             | Jc: a key of AmneziaWG, whose peers speak no plain WireGuard: not supported",
        "H1 = 1-2           | H1: a key of AmneziaWG, whose peers speak no plain WireGuard: not supported",
        "IncludedApplications = a | IncludedApplications: a key of the mobile programs, not supported: remove the line",
        "Adress = 10.0.0.1  | Adress: unknown key, did you mean Address?",
        "Endpoint = 1.2.3.4:5 | Endpoint: not in [Interface], it belongs under [Peer]",
        "nonsense           | neither [Section] nor Key = value",
        "[Interface] MTU = 1 | unknown section, expected [Interface] or [Peer]",
        "MTU = 14\u000000   | MTU: a character that is not printable ASCII",
      })
  void errorsOfTheDeviceNameLineAndKey(String line, String message) {
    assertThat(problems("[Interface]\n" + line + "\n")).containsExactly("wg0.conf:2: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AllowedIPs = +10.0.0.0/8 | AllowedIPs: a list of changes (+ or -) only means something to a running device, write the networks",
        "AllowedIPs = 10.0.0.0/8,, | AllowedIPs: nothing before or after a comma",
        "AllowedIPs = 10.0.0.0/255.0.0.0 | AllowedIPs: prefix length is not a number from 0 to 32",
        "AllowedIPs = ::/129      | AllowedIPs: prefix length 129, expected 0 to 128",
        "AllowedIPs = example.org | AllowedIPs: not an IP address",
        "Endpoint = 192.0.2.1     | Endpoint: port missing, expected host:port",
        "Endpoint = 192.0.2.1:http | Endpoint: a service name as port, expected its number",
        "Endpoint = 192.0.2.1:0   | Endpoint: port 0, expected 1 to 65535",
        "Endpoint = 2001:db8::1:51820 | Endpoint: an IPv6 address needs brackets, expected [v6]:port",
        "Endpoint = [fe80::1%eth0]:1 | Endpoint: an address with a zone (%) is not supported",
        "Endpoint = 224.0.0.1:1   | Endpoint: not the address of one machine",
        "PersistentKeepalive = 65536 | PersistentKeepalive: expected off or 0 to 65535",
        "PersistentKeepalive = 1-5 | PersistentKeepalive: expected off or 0 to 65535",
        "PresharedKey =           | PresharedKey: 0 characters of base64, expected 44",
        "MTU = 1400               | MTU: not in [Peer], it belongs under [Interface]",
        "AdvancedSecurity = on    | AdvancedSecurity: a key of AmneziaWG, whose peers speak no plain WireGuard: not supported",
      })
  void errorsOfAPeerNameLineAndKey(String line, String message) {
    assertThat(problems(PEER + line + "\n").stream().distinct())
        .containsExactly("wg0.conf:3: " + message);
  }

  @Test
  void allErrorsAreListedAtOnce() {
    assertThat(
            problems(
                """
                MTU = 1400
                [Interface]
                ListenPort = x y
                [Peer]
                AllowedIPs = a,b
                [WireGuard]
                MTU = 0
                [Peer]
                PublicKey = short
                """))
        .containsExactly(
            "wg0.conf:1: MTU: before any section, it belongs under [Interface]",
            "wg0.conf:6: unknown section, expected [Interface] or [Peer]",
            "wg0.conf:3: ListenPort: a service name, expected the number of the port",
            "wg0.conf:5: AllowedIPs: not an IP address",
            "wg0.conf:5: AllowedIPs: not an IP address",
            "wg0.conf:9: PublicKey: 5 characters of base64, expected 44",
            "wg0.conf:4: PublicKey missing in this [Peer]");
  }

  @Test
  void aByteOrderMarkIsNamed() {
    assertThat(problems("\ufeff[Interface]\nMTU = 1400\n"))
        .containsExactly("wg0.conf:1: begins with a byte order mark, save it as UTF-8 without one");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    Path absent = folder.resolve("absent.conf");
    assertThat(ConfReader.read(absent))
        .hasToString("Invalid[problems=[" + absent + ": no such file], warnings=[]]");
    assertThat(ConfReader.read(folder).toString()).contains(folder + ": a directory, not a file");
  }

  @Test
  void aFileThatOthersCanReadIsWarnedOf() throws Exception {
    Path file = folder.resolve("wg0.conf");
    Files.writeString(file, "[Interface]\nMTU = 1400\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(ConfText.texts(ConfReader.read(file).warnings()))
        .containsExactly(file + ": readable by others than its owner, run: chmod 600 " + file);
  }

  @Test
  void noValueOfAKeyAndNoCommandIsRepeated() {
    String secret = key(7);
    for (String line :
        List.of(
            "PrivateKey = x" + secret,
            "PrivateKey = " + secret.substring(1),
            secret,
            secret.substring(20),
            "=" + secret,
            "PostUp = wg set " + secret,
            "[" + secret,
            "MTU = " + secret,
            "DNS = " + secret,
            "Address = " + secret,
            "Privatkey = " + secret)) {
      assertThat(ConfText.read("[Interface]\n" + line + "\nPrivateKey = " + secret + "\nX = 1\n"))
          .asString()
          .doesNotContain(secret.substring(0, 12), secret.substring(30));
      assertThat(ConfText.read("[Interface]\nPostUp = " + line + "\n"))
          .asString()
          .doesNotContain(secret.substring(1, 12));
    }
  }

  @Test
  void closingWipesTheKeys() {
    WgQuickFile file =
        file("[Interface]\nPrivateKey=" + PRIVATE + "\n" + PEER + "PresharedKey=" + PRESHARED);
    file.close();
    assertThat(file.networkInterface().privateKey().orElseThrow().bytes()).containsOnly(0);
    assertThat(file.peers().getFirst().presharedKey().orElseThrow().bytes()).containsOnly(0);
  }

  @Test
  void theContentGivenIsNotChanged() {
    byte[] content = ("[Interface]\nPrivateKey=" + PRIVATE).getBytes(StandardCharsets.US_ASCII);
    byte[] before = content.clone();
    assertThat(ConfReader.read(content, "x")).isInstanceOf(ConfResult.Valid.class);
    assertThat(content).isEqualTo(before);
  }
}
