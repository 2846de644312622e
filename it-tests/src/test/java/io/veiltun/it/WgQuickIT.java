package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.veiltun.cli.lab.KeyPair;
import io.veiltun.cli.lab.TemporaryFolder;
import io.veiltun.cli.lab.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The real {@code wg-quick} with files as people have them, and this program as its engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WgQuickIT {
  private final KeyPair ours = KeyPair.generate();
  private final KeyPair theirs = KeyPair.generate();
  private final String psk = KeyPair.generate().privateKey();
  private TemporaryFolder folder;
  private Topology lab;
  private WgHost client;
  private Process foreign;

  @BeforeAll
  void open() throws Exception {
    VeiltunHost.prepare();
    folder = TemporaryFolder.create("quick-");
    lab = Topology.demo();
    client = WgHost.of(lab.host("client"), folder.path());
    WgHost peer = WgHost.of(lab.host("entry"), folder.path());
    String peerName = WgHost.freeName();
    foreign = peer.foreign(peerName);
    peer.wgFile(
        """
        [Interface]
        PrivateKey = %s
        ListenPort = 51820
        [Peer]
        PublicKey = %s
        PresharedKey = %s
        AllowedIPs = 10.9.0.1/32, fd09::1/128
        """
            .formatted(theirs.privateKey(), ours.publicKey(), psk),
        "setconf",
        peerName);
    peer.address(peerName, 2);
  }

  @AfterAll
  void close() throws Exception {
    foreign.destroy();
    lab.close();
    folder.close();
  }

  /** A file in the style of those that providers hand out. */
  private Path file(String name, String more, String allowedIps) throws IOException {
    Path file = client.veiltun().folder().resolve(name + ".conf");
    Files.createFile(
        file,
        java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
            java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(
        file,
        """
        # made by hand
        [Interface]
        PrivateKey = %s
        Address = 10.9.0.1/32, fd09::1/128
        %s
        [Peer]
        PublicKey = %s # the relay
        PresharedKey=%s
        AllowedIPs = %s
        Endpoint = 192.0.2.1:51820
        PersistentKeepalive = 25
        """
            .formatted(ours.privateKey(), more, theirs.publicKey(), psk, allowedIps));
  }

  private String quick(String action, Path file) throws IOException {
    return client
        .host()
        .exec(
            "env",
            "WG_QUICK_USERSPACE_IMPLEMENTATION=" + VeiltunHost.launcher(),
            "VEILTUN_RUN_DIR=" + client.veiltun().runDirectory(),
            "sh",
            "-c",
            "wg-quick " + action + " " + file + " 2>&1");
  }

  private int answered(String address) throws IOException {
    return client.answered(address, 5);
  }

  private String rules() throws IOException {
    return client
        .host()
        .exec("sh", "-c", "ip -4 rule; ip -6 rule; ip -4 route; ip -6 route; nft list ruleset");
  }

  private void awaitGone(String name) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() ->
            !Files.exists(WgHost.socket(name))
                && !Files.exists(client.veiltun().runDirectory().resolve(name + ".json")));
  }

  @Test
  void defaultRoutesOfBothFamiliesGoThroughAndAreTakenBack() throws Exception {
    String name = WgHost.freeName();
    Path mark = client.veiltun().folder().resolve("mark");
    Path file =
        file(
            name,
            "PostUp = echo up %i >> " + mark + "\nPostDown = echo down >> " + mark,
            "0.0.0.0/0, ::/0");
    String before = rules();

    quick("up", file);
    assertThat(answered("10.9.0.2")).isEqualTo(5);
    assertThat(answered("fd09::2")).isEqualTo(5);
    // An address of the relay that is only reached through the tunnel.
    assertThat(answered("198.51.100.10")).isEqualTo(5);
    assertThat(client.host().ip("route", "get", "203.0.113.77")).contains("dev " + name);
    assertThat(client.host().ip("-6", "route", "get", "2001:db8:9::1")).contains("dev " + name);
    assertThat(client.host().ip("-o", "link", "show", name)).contains("mtu 1420");
    assertThat(client.wg("show", name, "fwmark")).isEqualTo("0xca6c\n");
    assertThat(mark).hasContent("up " + name);

    quick("down", file);
    awaitGone(name);
    assertThat(mark).hasContent("up " + name + "\ndown");
    assertThat(rules()).isEqualTo(before);
  }

  @Test
  void aRunningConfigurationIsSavedAndStripped() throws Exception {
    String name = WgHost.freeName();
    Path file = file(name, "MTU = 1380\nSaveConfig = true\nTable = off", "10.9.0.0/24, fd09::/64");

    assertThat(quick("strip", file))
        .contains("PrivateKey = " + ours.privateKey(), "PublicKey = " + theirs.publicKey())
        .doesNotContain("Address", "MTU", "SaveConfig", "Table");
    quick("up", file);
    assertThat(client.host().ip("-o", "link", "show", name)).contains("mtu 1380");
    client.wg("set", name, "peer", theirs.publicKey(), "persistent-keepalive", "21");
    quick("save", file);
    assertThat(Files.readString(file)).contains("PersistentKeepalive = 21", "SaveConfig = true");
    client.wg("set", name, "listen-port", "51877");
    quick("down", file);
    awaitGone(name);

    assertThat(Files.readString(file))
        .contains("ListenPort = 51877", "PresharedKey = " + psk, "MTU = 1380")
        .contains("AllowedIPs = 10.9.0.0/24, fd09::/64", "Endpoint = 192.0.2.1:51820");
  }

  @Test
  void aFileThatWgRefusesLeavesNothing() throws Exception {
    String name = WgHost.freeName();
    Path file = file(name, "Colour = red", "10.9.0.0/24");

    assertThat(quickFails("up", file)).contains("Line unrecognized: `Colour=red'");
    awaitGone(name);
    assertThat(client.host().ip("link")).doesNotContain(name);
  }

  private String quickFails(String action, Path file) throws IOException {
    Path said = client.veiltun().folder().resolve("said");
    client
        .host()
        .exec(
            "env",
            "WG_QUICK_USERSPACE_IMPLEMENTATION=" + VeiltunHost.launcher(),
            "VEILTUN_RUN_DIR=" + client.veiltun().runDirectory(),
            "sh",
            "-c",
            "! wg-quick " + action + " " + file + " > " + said + " 2>&1");
    return Files.readString(said);
  }
}
