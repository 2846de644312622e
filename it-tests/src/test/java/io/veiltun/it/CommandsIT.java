package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code up}, {@code status} and {@code down} tell the person at the terminal. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class CommandsIT {
  private TestBed bed;

  @BeforeAll
  void open() throws Exception {
    bed = TestBed.open();
    bed.foreignRelay("entry");
    bed.foreignRelay("exit");
  }

  @AfterAll
  void close() throws IOException {
    bed.close();
  }

  @Test
  void tunnelIsShownRefusedASecondTimeAndEndedByItsName() throws Exception {
    VeiltunHost client = bed.client().up();
    bed.server().transfer(client.host(), bed.web4(), 10_000, 10_000);

    assertThat(client.run("status").out().lines())
        .anySatisfy(line -> assertThat(line).startsWith("veil0  client, path up, MTU 1"))
        .anySatisfy(line -> assertThat(line).contains("entry", "192.0.2.1:51820", " ago"))
        .anySatisfy(line -> assertThat(line).contains("exit", "198.51.100.1:51820", " ago"));
    JsonNode json = VeiltunHost.JSON.readTree(client.run("status", "veil0", "--json").out());
    assertThat(json.at("/pathUp").asBoolean()).isTrue();
    assertThat(json.at("/peers/1/name").asString()).isEqualTo("exit");
    assertThat(json.at("/peers/1/sent/data/bytes").asLong()).isGreaterThan(10_000);
    assertThat(json.at("/peers/1/received/data/bytes").asLong()).isGreaterThan(10_000);

    VeiltunHost.Ended again = client.run("up", client.profile().toString());
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("veil0 is already running (pid ", "veiltun down veil0");
    bed.server().transfer(client.host(), bed.web4(), 10_000, 10_000);

    client.down();
    assertThat(client.run("down", "veil0").code()).isEqualTo(1);
    assertThat(client.run("status").out()).isEqualTo("no tunnel is running\n");
  }

  @Test
  void tunnelIsEndedByItsProfile() throws Exception {
    VeiltunHost client = bed.client().up();

    assertThat(client.run("down", client.profile().toString()))
        .isEqualTo(new VeiltunHost.Ended(0, "veil0 is down\n", ""));
    assertThat(client.host().ip("link")).doesNotContain("veil0");
  }

  @Test
  void silentHopsAreNamedWithExitCode4() throws Exception {
    String stranger = TestBed.strangersPublicKey();
    VeiltunHost exit =
        bed.client(profile -> {
          hop(profile, 1).put("publicKey", stranger).putArray("allowedIps").add("10.98.0.0/16");
        });
    // Beside the other on the same host: another name, other destinations.
    VeiltunHost entry =
        bed.client(profile -> {
          ((ObjectNode) profile.get("interface")).put("name", "veil1");
          hop(profile, 0).put("publicKey", stranger);
          hop(profile, 1).putArray("allowedIps").add("10.99.0.0/16");
        });
    long start = System.nanoTime();
    VeiltunHost.Started first = exit.start("up", exit.profile().toString());
    VeiltunHost.Started second = entry.start("up", entry.profile().toString());
    VeiltunHost.Ended noExit = first.end();
    VeiltunHost.Ended noEntry = second.end();

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(25));
    assertThat(noExit.code()).as(noExit.err()).isEqualTo(4);
    assertThat(noExit.err().lines())
        .singleElement()
        .asString()
        .startsWith("veiltun: hop exit (198.51.100.1:51820) gave no answer within 10 s");
    assertThat(noEntry.code()).as(noEntry.err()).isEqualTo(4);
    assertThat(noEntry.err()).startsWith("veiltun: hop entry (192.0.2.1:51820) gave no answer");
    assertThat(exit.host().ip("link")).doesNotContain("veil0").doesNotContain("veil1");
    assertThat(exit.host().ip("route")).doesNotContain("10.98.").doesNotContain("10.99.");
  }

  @Test
  void everyProblemOfAProfileIsListedWithExitCode2AndNothingIsTouched() throws Exception {
    VeiltunHost client =
        bed.client(profile -> {
          hop(profile, 0).put("publicKey", "short");
          hop(profile, 1).put("endpoint", "198.51.100.1").put("keepalive", "25");
          profile.put("colour", "red");
        });

    VeiltunHost.Ended up = client.run("up", client.profile().toString());

    assertThat(up.code()).isEqualTo(2);
    assertThat(up.out()).isEmpty();
    assertThat(up.err())
        .contains("/hops/0/publicKey", "/hops/1/endpoint", "/hops/1/keepalive", "/colour")
        .doesNotContain("at io.veiltun");
    assertThat(client.runDirectory()).doesNotExist();
    assertThat(client.host().ip("link")).doesNotContain("veil0");
  }

  @Test
  void missingTunDeviceIsToldByExitCode3() throws Exception {
    VeiltunHost client = bed.client();
    Path empty = Files.createDirectory(client.folder().resolve("empty"));
    List<String> without =
        List.of(
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mount --bind " + empty + " /dev/net && exec \"$@\"",
            "sh");

    VeiltunHost.Ended up = client.start(without, "up", client.profile().toString()).end();

    assertThat(up.code()).isEqualTo(3);
    assertThat(up.err().lines())
        .singleElement()
        .asString()
        .startsWith("veiltun: /dev/net/tun is missing: load the kernel module (modprobe tun)");
  }

  @Test
  void missingRightsAreToldByExitCode3() throws Exception {
    VeiltunHost client = bed.client();
    List<String> without = List.of("setpriv", "--bounding-set=-net_admin");

    VeiltunHost.Ended up = client.start(without, "up", client.profile().toString()).end();

    assertThat(up.code()).isEqualTo(3);
    assertThat(up.err().lines()).singleElement().asString().contains("veil0", "CAP_NET_ADMIN");
    assertThat(client.host().ip("link")).doesNotContain("veil0");
  }

  private static ObjectNode hop(ObjectNode profile, int index) {
    return (ObjectNode) profile.get("hops").get(index);
  }
}
