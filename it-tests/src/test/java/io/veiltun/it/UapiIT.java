package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.veiltun.cli.lab.KeyPair;
import io.veiltun.cli.lab.TemporaryFolder;
import io.veiltun.cli.lab.Topology;
import io.veiltun.it.VeiltunHost.Ended;
import io.veiltun.it.VeiltunHost.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code veiltun INTERFACE} under the real {@code wg}, with wireguard-go at the other end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UapiIT {
  private static final String PSK = "FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=";

  private final KeyPair ours = KeyPair.generate();
  private final KeyPair theirs = KeyPair.generate();
  private final KeyPair other = KeyPair.generate();
  private TemporaryFolder folder;
  private Topology lab;
  private WgHost client;
  private String name;
  private String peerName;
  private WgHost peer;
  private Process foreign;

  @BeforeAll
  void open() throws Exception {
    VeiltunHost.prepare();
    folder = TemporaryFolder.create("uapi-");
    lab = Topology.demo();
    client = WgHost.of(lab.host("client"), folder.path());
    peer = WgHost.of(lab.host("entry"), folder.path());
    peerName = WgHost.freeName();
    foreign = peer.foreign(peerName);
    peer.wgFile(
        """
        [Interface]
        PrivateKey = %s
        ListenPort = 51820
        [Peer]
        PublicKey = %s
        AllowedIPs = 10.9.0.1/32, fd09::1/128
        """
            .formatted(theirs.privateKey(), ours.publicKey()),
        "setconf",
        peerName);
    peer.address(peerName, 2);
    name = client.up();
    client.address(name, 1);
  }

  @AfterAll
  void close() throws Exception {
    client.veiltun().run("down", name);
    foreign.destroy();
    lab.close();
    folder.close();
  }

  private Uapi uapi() {
    return new Uapi(WgHost.socket(name));
  }

  private String own(String more) {
    return "[Interface]\nPrivateKey = " + ours.privateKey() + "\n" + more;
  }

  private String usual() {
    return own(
        """
        ListenPort = 51821
        [Peer]
        PublicKey = %s
        AllowedIPs = 10.9.0.2/32, fd09::2/128
        Endpoint = 192.0.2.1:51820
        """
            .formatted(theirs.publicKey()));
  }

  private void configure(String text) throws IOException {
    client.wgFile(text, "setconf", name);
  }

  private int answered(String address, int count) throws IOException {
    return client.answered(address, count);
  }

  private String dump() throws IOException {
    return client.wg("show", name, "dump");
  }

  private static String key(KeyPair keys) {
    return keys.publicKey();
  }

  @Test
  void packetsPassAndAreCounted() throws Exception {
    configure(usual());

    assertThat(answered("10.9.0.2", 5)).isEqualTo(5);
    assertThat(answered("fd09::2", 5)).isEqualTo(5);
    assertThat(client.wg("show", name))
        .contains("interface: " + name, "public key: " + key(ours), "listening port: 51821")
        .contains("peer: " + key(theirs), "endpoint: 192.0.2.1:51820", "latest handshake: ")
        .contains("allowed ips: 10.9.0.2/32, fd09::2/128", " received, ");
    long sent = Long.parseLong(client.wg("show", name, "transfer").strip().split("\t", -1)[2]);
    // An initiation and thirty echo requests, padded.
    assertThat(sent).isGreaterThanOrEqualTo(148 + 10 * 128).isLessThan(8000);
  }

  @Test
  void everyOptionIsSetShownAndTakenBack() throws Exception {
    configure(own(""));
    String k = key(other);
    client.wg(
        "set",
        name,
        "listen-port",
        "51999",
        "fwmark",
        "0x1234",
        "peer",
        k,
        "preshared-key",
        client.file(PSK).toString(),
        "endpoint",
        "[2001:db8:1::1]:7",
        "persistent-keepalive",
        "25",
        "allowed-ips",
        "10.1.2.3/8,fd01::1/64");

    assertThat(dump())
        .isEqualTo(
            "%s\t%s\t51999\t0x1234\n%s\t%s\t[2001:db8:1::1]:7\t10.0.0.0/8,fd01::/64\t0\t"
                    .formatted(ours.privateKey(), key(ours), k, PSK)
                + dump().lines().skip(1).findFirst().orElseThrow().split("\t", -1)[5]
                + "\t"
                + dump().lines().skip(1).findFirst().orElseThrow().split("\t", -1)[6]
                + "\t25\n");
    assertThat(client.wg("showconf", name))
        .contains("ListenPort = 51999", "FwMark = 0x1234", "PrivateKey = " + ours.privateKey())
        .contains("PresharedKey = " + PSK, "AllowedIPs = 10.0.0.0/8, fd01::/64")
        .contains("Endpoint = [2001:db8:1::1]:7", "PersistentKeepalive = 25");

    client.wg("set", name, "fwmark", "0", "peer", k, "preshared-key", "/dev/null");
    client.wg("set", name, "peer", k, "persistent-keepalive", "off", "allowed-ips", "");
    assertThat(client.wg("showconf", name))
        .doesNotContain("FwMark", "PresharedKey", "PersistentKeepalive", "AllowedIPs");
    client.wg("set", name, "peer", k, "remove");
    client.wg("set", name, "peer", k, "remove");
    client.wg("set", name, "private-key", "/dev/null");
    assertThat(dump()).isEqualTo("(none)\t(none)\t51999\toff\n");
  }

  @Test
  void allowedIpsMoveAndAreTakenAwayOneByOne() throws Exception {
    configure(own(""));
    String one = key(theirs);
    String two = key(other);
    client.wg("set", name, "peer", one, "allowed-ips", "10.1.0.0/16,10.2.0.0/16");
    client.wg("set", name, "peer", two, "allowed-ips", "10.2.0.0/16");
    assertThat(client.wg("show", name, "allowed-ips").lines())
        .containsExactlyInAnyOrder(one + "\t10.1.0.0/16", two + "\t10.2.0.0/16");

    // This version of wg knows neither + nor -.
    uapi()
        .set(
            "public_key=" + Uapi.hex(one) + "\nallowed_ip=-10.2.0.0/16\nallowed_ip=-10.1.0.0/16\n");
    assertThat(client.wg("show", name, "allowed-ips").lines())
        .containsExactlyInAnyOrder(one + "\t(none)", two + "\t10.2.0.0/16");
  }

  @Test
  void addconfAddsAndSetconfReplaces() throws Exception {
    configure(usual());
    client.wgFile(
        "[Peer]\nPublicKey = " + key(other) + "\nAllowedIPs = 10.7.0.0/24\n", "addconf", name);
    assertThat(client.wg("show", name, "peers").lines())
        .containsExactlyInAnyOrder(key(theirs), key(other));
    assertThat(client.wg("show", name, "listen-port")).isEqualTo("51821\n");

    configure(own("[Peer]\nPublicKey = " + key(other) + "\n"));
    assertThat(client.wg("show", name, "peers")).isEqualTo(key(other) + "\n");
  }

  @Test
  void sessionsOutliveChangesAndNothingIsLost() throws Exception {
    configure(usual());
    assertThat(answered("10.9.0.2", 1)).isEqualTo(1);
    String before = client.wg("show", name, "latest-handshakes");

    CompletableFuture<Integer> pings =
        CompletableFuture.supplyAsync(() -> {
          try {
            return answered("10.9.0.2", 100);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    String k = key(theirs);
    while (!pings.isDone()) {
      client.wg("set", name, "peer", k, "persistent-keepalive", "7");
      client.wg("set", name, "peer", k, "endpoint", "192.0.2.1:51820");
      client.wg("set", name, "peer", k, "preshared-key", "/dev/null");
      client.wg("set", name, "peer", k, "allowed-ips", "10.9.0.2/32,fd09::2/128");
      client.wgFile(usual() + "PersistentKeepalive = 9\n", "syncconf", name);
    }

    assertThat(pings.get(10, TimeUnit.SECONDS)).isEqualTo(100);
    assertThat(client.wg("show", name, "latest-handshakes")).isEqualTo(before);
  }

  @Test
  void withoutAPrivateKeyNothingPassesAndWithItEverythingDoes() throws Exception {
    configure(usual());
    client.wg("set", name, "private-key", "/dev/null");
    assertThat(answered("10.9.0.2", 3)).isZero();

    client.wg("set", name, "private-key", client.file(ours.privateKey()).toString());
    assertThat(answered("10.9.0.2", 3)).isEqualTo(3);
  }

  @Test
  void ownKeyIsNoPeer() throws Exception {
    configure(own("[Peer]\nPublicKey = " + key(ours) + "\n[Peer]\nPublicKey = " + key(other)));
    assertThat(client.wg("show", name, "peers")).isEqualTo(key(other) + "\n");

    client.wg("set", name, "private-key", client.file(other.privateKey()).toString());
    assertThat(client.wg("show", name, "peers")).isEmpty();
  }

  @Test
  void aRequestThatIsWrongSomewhereChangesNothing() throws Exception {
    configure(usual());
    String before = dump();

    assertThatThrownBy(() -> uapi().set("listen_port=5\nfwmark=6\nfrobnicate=1\n"))
        .hasMessageContaining("errno=22");
    assertThatThrownBy(() -> uapi().set("replace_peers=true\nlisten_port\n"))
        .hasMessageContaining("errno=71");
    // Ports of both families are needed; this one is another program's.
    assertThatThrownBy(() ->
            client
                .host()
                .call(() -> {
                  try (var _ = new java.net.DatagramSocket(51822)) {
                    uapi().set("fwmark=6\nlisten_port=51822\nreplace_peers=true\n");
                    return null;
                  }
                }))
        .hasMessageContaining("errno=98");
    assertThatThrownBy(() -> client.wg("set", name, "listen-port", "51821", "peer", "nonsense"))
        .isInstanceOf(IOException.class);
    assertThat(dump()).isEqualTo(before);
    assertThat(answered("10.9.0.2", 2)).isEqualTo(2);
  }

  @Test
  void daitaIsSwitchedByItsKeysAndOutlivesOtherChanges() throws Exception {
    configure(usual());
    String begin = "public_key=" + Uapi.hex(key(theirs)) + "\nupdate_only=true\n";
    assertThatThrownBy(() ->
            uapi().set("listen_port=5\n" + begin + "daita_enable=1\ndaita_machine=02nonsense\n"))
        .hasMessageContaining("errno=22");
    assertThat(uapi().get())
        .doesNotContainKey("daita_enable")
        .containsEntry("listen_port", "51821");

    uapi().set(begin + "daita_enable=1\ndaita_max_decoy_frac=0.25\n");
    client.wg("set", name, "peer", key(theirs), "persistent-keepalive", "5");
    assertThat(answered("10.9.0.2", 5)).isEqualTo(5);
    assertThat(uapi().get())
        .containsEntry("daita_enable", "1")
        .containsEntry("daita_max_decoy_frac", "0.25")
        .containsEntry("daita_max_delayed_packets", "1024");
    assertThat(Long.parseLong(uapi().get().get("daita_tx_padding_bytes"))).isGreaterThan(5 * 1000);

    Ended switched = client.veiltun().run("daita", name, "ratio 3");
    assertThat(switched.code()).as(switched.err()).isZero();
    assertThat(uapi().get().get("daita_machine")).startsWith("02");
    uapi().set(begin + "daita_enable=0\n");
    assertThat(uapi().get()).containsEntry("daita_enable", "0").doesNotContainKey("daita_machine");
  }

  @Test
  void linkDownShutsTheSocketsAndUpOpensThem() throws Exception {
    configure(usual());
    assertThat(answered("10.9.0.2", 1)).isEqualTo(1);
    assertThat(client.host().exec("ss", "-Hlnu", "sport = :51821")).isNotBlank();

    client.host().ip("link", "set", name, "down");
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> client.host().exec("ss", "-Hlnu", "sport = :51821").isBlank());
    assertThat(client.wg("show", name, "listen-port")).isEqualTo("51821\n");
    client.wg("set", name, "listen-port", "51823");
    client.host().ip("link", "set", name, "up");
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> !client.host().exec("ss", "-Hlnu", "sport = :51823").isBlank());
    client.host().ip("address", "replace", "fd09::1/64", "dev", name, "nodad");
    assertThat(answered("10.9.0.2", 3)).isEqualTo(3);
  }

  @Test
  void mtuOfTheLinkIsFollowed() throws Exception {
    configure(usual());
    client.host().ip("link", "set", name, "mtu", "1300");
    try {
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> client.veiltun().run("status", name).out().contains("MTU 1300"));
    } finally {
      client.host().ip("link", "set", name, "mtu", "1420");
    }
  }

  @Test
  void statusShowsItsPeersAndASecondOneIsRefused() throws Exception {
    configure(usual());
    assertThat(answered("10.9.0.2", 1)).isEqualTo(1);

    assertThat(client.veiltun().run("status", name).out())
        .contains("peer", "192.0.2.1:51820")
        .doesNotContain(key(theirs));
    Ended second = client.veiltun().run(name);
    assertThat(second.code()).isEqualTo(1);
    assertThat(second.err()).contains(name + " is already running");
    WgHost elsewhere = WgHost.of(lab.host("exit"), folder.path());
    Ended third = elsewhere.veiltun().run("-f", name);
    assertThat(third.code()).isEqualTo(1);
    assertThat(third.err()).contains(name + ".sock is in use by another process");
    assertThat(answered("10.9.0.2", 1)).isEqualTo(1);
  }

  @Test
  void readersAndWritersDoNotDisturbEachOther() throws Exception {
    configure(usual());
    CompletableFuture<?> reader =
        CompletableFuture.runAsync(() -> {
          for (int i = 0; i < 30; i++) {
            try {
              assertThat(client.wg("show", name, "peers")).contains(key(theirs));
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          }
        });
    for (int i = 1; i <= 30; i++) {
      client.wg("set", name, "peer", key(theirs), "persistent-keepalive", "" + i);
    }
    reader.get(20, TimeUnit.SECONDS);
    assertThat(client.wg("show", name, "persistent-keepalive")).contains("\t30\n");
  }

  @Test
  void manyAllowedIpsAndPeersAreSetAndShown() throws Exception {
    String huge = client.up();
    StringBuilder text = new StringBuilder(own("[Peer]\nPublicKey = " + key(theirs) + "\n"));
    for (int i = 0; i < 255; i++) {
      for (int j = 0; j < 256; j++) {
        text.append("AllowedIPs = 10.%d.%d.1/32, fd10:%x:%x::1/128\n".formatted(i, j, i, j));
      }
    }
    client.wgFile(text.toString(), "setconf", huge);
    assertThat(client.wg("show", huge, "allowed-ips").strip().split("[\t ]", -1))
        .hasSize(1 + 255 * 256 * 2)
        .contains("10.254.255.1/32", "fd10:fe:ff::1/128");

    text = new StringBuilder(own(""));
    byte[] key = new byte[32];
    for (int i = 0; i < 10_000; i++) {
      key[0] = (byte) i;
      key[1] = (byte) (i >> 8);
      key[2] = 1;
      text.append("[Peer]\nPublicKey = ")
          .append(java.util.Base64.getEncoder().encodeToString(key))
          .append("\nAllowedIPs = 10.%d.%d.1/32\n".formatted(i >> 8, i & 0xFF));
    }
    client.wgFile(text.toString(), "setconf", huge);
    assertThat(client.wg("show", huge, "peers").lines()).hasSize(10_000).doesNotHaveDuplicates();
    assertThat(client.wg("show", huge).lines().filter(line -> line.startsWith("peer: ")))
        .hasSize(10_000);
    client.veiltun().run("down", huge);
  }

  @Test
  void everyWayToEndItIsInOrderAndLeavesNothing() throws Exception {
    String[] names = {WgHost.freeName(), WgHost.freeName(), WgHost.freeName(), WgHost.freeName()};
    Started[] started = new Started[names.length];
    for (int i = 0; i < names.length; i++) {
      started[i] = client.foreground(names[i]);
      assertThat(client.wg("show", names[i])).contains("interface: " + names[i]);
    }
    Files.delete(WgHost.socket(names[0]));
    client.host().ip("link", "del", names[1]);
    SystemSignals.terminate(names[2], client);
    assertThat(client.veiltun().run("down", names[3]).code()).isZero();

    for (int i = 0; i < names.length; i++) {
      Ended ended = started[i].end();
      assertThat(ended.code()).as(names[i] + ended.err()).isZero();
      assertThat(WgHost.socket(names[i])).doesNotExist();
      assertThat(client.host().ip("link")).doesNotContain(names[i]);
    }
  }

  @Test
  void aRelayWithAProfileIsShownAndEditedByWgToo() throws Exception {
    String relay = WgHost.freeName();
    Path profile =
        client.file(
            """
            { "interface": { "name": "%s", "addresses": ["10.8.0.1/24"], "listenPort": 51833 },
              "privateKey": "%s",
              "peers": [ { "name": "laptop", "publicKey": "%s", "allowedIps": ["10.8.0.2/32"],
                           "daita": { "defence": "ratio 3" } } ] }
            """
                .formatted(relay, other.privateKey(), key(ours)));
    assertThat(client.veiltun().run("up", profile.toString()))
        .isEqualTo(new Ended(0, relay + " is up\n", ""));

    assertThat(client.wg("show", relay))
        .contains("listening port: 51833", "peer: " + key(ours), "allowed ips: 10.8.0.2/32");
    assertThat(new Uapi(WgHost.socket(relay)).get()).containsEntry("daita_enable", "1");
    client.wg("set", relay, "listen-port", "51834", "peer", key(theirs), "allowed-ips", "10.8.0.3");
    assertThat(client.host().exec("ss", "-Hlnu", "sport = :51834")).isNotBlank();
    assertThat(client.veiltun().run("status", relay).out()).contains("laptop", "peer1");
    assertThat(client.veiltun().run("daita", relay, "peer1", "size-only").code()).isZero();

    assertThat(client.veiltun().run("down", relay).code()).isZero();
    assertThat(WgHost.socket(relay)).doesNotExist();
  }

  /** As a supervisor does that opens both itself; here in Perl, which every host has. */
  @Test
  void inheritedDescriptorsAreUsedInTheForegroundAndInTheBackground() throws Exception {
    String script =
        """
        use Fcntl; my ($name, @command) = @ARGV; $^F = 100;
        open(my $tun, "+<", "/dev/net/tun") or die $!;
        ioctl($tun, 0x400454ca, my $request = pack("a16s!x22", $name, 0x1001)) or die $!;
        my $path = "/var/run/wireguard/$name.sock";
        socket(my $socket, 1, 1, 0) or die $!;
        bind($socket, pack("S a*", 1, $path)) or die $!; listen($socket, 5) or die $!;
        $ENV{WG_TUN_FD} = fileno($tun); $ENV{WG_UAPI_FD} = fileno($socket);
        exec @command;
        """;
    for (String mode : new String[] {"-f", ""}) {
      String inherited = WgHost.freeName();
      List<String> wrapper = List.of("perl", client.file(script).toString(), inherited);
      Started started =
          mode.isEmpty()
              ? client.veiltun().start(wrapper, inherited)
              : client.veiltun().start(wrapper, mode, inherited);
      if (mode.isEmpty()) {
        assertThat(started.end()).isEqualTo(new Ended(0, "", ""));
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(() -> client.wg("show", inherited).contains("interface: " + inherited));
      client.wg("set", inherited, "listen-port", "51999");
      client.host().ip("link", "set", inherited, "up");
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> !client.host().exec("ss", "-Hlnu", "sport = :51999").isBlank());
      assertThat(client.veiltun().run("down", inherited).code()).isZero();
      if (!mode.isEmpty()) {
        assertThat(started.end().code()).isZero();
      }
      assertThat(client.host().ip("link")).doesNotContain(inherited);
      assertThat(WgHost.socket(inherited)).doesNotExist();
    }
  }

  @Test
  void whatAKilledOneLeftIsReplaced() throws Exception {
    String killed = WgHost.freeName();
    Started first = client.foreground(killed);
    SystemSignals.kill(killed, client);
    assertThat(first.end().code()).isNotZero();
    assertThat(WgHost.socket(killed)).exists();

    assertThat(client.veiltun().run(killed)).isEqualTo(new Ended(0, "", ""));
    assertThat(client.wg("show", killed)).contains("interface: " + killed);
    assertThat(client.veiltun().run("down", killed).code()).isZero();
  }

  @Test
  void aNameThatAnotherInterfaceHasIsAClearError() throws Exception {
    String taken = WgHost.freeName();
    client.host().ip("link", "add", taken, "type", "veth", "peer", "name", "other");
    try {
      Ended ended = client.veiltun().run(taken);
      assertThat(ended.code()).isEqualTo(3);
      assertThat(ended.err()).contains("interface " + taken + " can't be made");
      Path socket = WgHost.socket(taken);
      assertThat(socket).doesNotExist();
    } finally {
      client.host().ip("link", "del", taken);
    }
  }
}
