package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.veiltun.cli.lab.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/** After a tunnel, however it ended, the host is as before, byte for byte. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class RestoreIT {
  private TestBed bed;
  private HostState before;

  @BeforeAll
  void open() throws Exception {
    bed = TestBed.open();
    bed.foreignRelay("entry");
    bed.foreignRelay("exit");
    HostState.liveIn(host(), bed.lab().link(0).right().ipv4().getHostAddress());
    // An address of the link is not in the tables before its duplicates were looked for.
    await().until(() -> host().ip("-6", "addr", "show", "tentative").isEmpty());
    before = HostState.of(host());
  }

  @AfterAll
  void close() throws IOException {
    HostState.forget(host());
    bed.close();
  }

  @Test
  void downRestoresTheHost() throws Exception {
    VeiltunHost client = client().up();
    assertEverythingIsChanged();

    client.down();

    assertEverythingIsAsBefore();
    assertThat(client.runDirectory().resolve("veil0.json")).doesNotExist();
  }

  @Test
  void downAfterKillRestoresTheHost() throws Exception {
    VeiltunHost client = client().up();
    client.kill();
    assertThat(HostState.of(host())).isNotEqualTo(before);
    assertThat(client.run("status").out()).startsWith("veil0 has crashed and left ");

    assertThat(client.run("down", "veil0"))
        .isEqualTo(new VeiltunHost.Ended(0, "veil0 had crashed; everything is restored\n", ""));

    assertEverythingIsAsBefore();
  }

  @Test
  void upAfterKillRunsAgainAndItsDownRestoresTheHost() throws Exception {
    VeiltunHost client = client().up();
    Map<String, String> running = HostState.of(host()).texts();
    client.kill();

    client.up();

    Map<String, String> again = HostState.of(host()).texts();
    assertThat(again).containsEntry("resolv.conf", running.get("resolv.conf"));
    assertThat(again).containsEntry("nft list ruleset", running.get("nft list ruleset"));
    assertThat(again).containsEntry("ip -j -4 rule", running.get("ip -j -4 rule"));
    bed.server().transfer(host(), bed.web4(), 100_000, 100_000);
    client.down();
    assertEverythingIsAsBefore();
  }

  @Test
  void sigtermInTheForegroundRestoresTheHost() throws Exception {
    VeiltunHost client = client();
    VeiltunHost.Started started = client.start("up", "-f", client.profile().toString());
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Files.readString(started.err()).contains("veil0 is up"));
    assertEverythingIsChanged();

    started.process().destroy();

    assertThat(started.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(started.end().code()).isZero();
    assertThat(started.end().err()).contains("veil0 goes down").doesNotContain("not restored");
    assertEverythingIsAsBefore();
  }

  private void assertEverythingIsAsBefore() throws IOException {
    Map<String, String> now = HostState.of(host()).texts();
    assertThat(now).isNotEmpty();
    now.forEach(
        (command, text) -> assertThat(text).as(command).isEqualTo(before.texts().get(command)));
  }

  private void assertEverythingIsChanged() throws IOException {
    Map<String, String> changed = HostState.of(host()).texts();
    for (String command :
        new String[] {
          "ip -j -4 rule",
          "ip -j -6 rule",
          "ip -j -4 route show table all",
          "ip -j -6 route show table all",
          "ip -j addr",
          "nft list ruleset",
          "resolv.conf"
        }) {
      assertThat(changed.get(command)).as(command).isNotEqualTo(before.texts().get(command));
    }
  }

  private VeiltunHost client() throws IOException {
    return bed.client(
        profile -> ((ObjectNode) profile.get("interface")).putArray("dns").add("10.77.0.1"));
  }

  private Namespace host() {
    return bed.lab().host("client");
  }
}
