package io.veiltun.it.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.veiltun.cli.lab.SystemCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/**
 * The testbed of docker/README.md, by its script, without compose; takes the place of one that
 * runs. Its Prometheus is a real one, and the dashboard is asked there.
 */
@Tag("containers")
@Execution(ExecutionMode.SAME_THREAD)
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(600)
@Order(2)
class ComposedTestbedIT {
  private static final String PLAIN = "none";
  private static final String INITIATIONS = "tx handshake";
  private static final int INITIATION = 148;
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Pattern METRIC = Pattern.compile("\\b(?:veiltun|process|jvm)_[a-z0-9_]+");

  private String up = "";
  private Map<String, String> definitions = Map.of();

  @BeforeAll
  void start() throws Exception {
    Images.build();
    Testbed.run(PLAIN, "down");
    up = Testbed.run(PLAIN, "up");
    definitions = Testbed.definitions();
  }

  @AfterAll
  void stop() throws Exception {
    Testbed.run(PLAIN, "down");
    assertThat(SystemCommand.run("docker", "network", "ls")).doesNotContain("veiltun-");
    assertThat(SystemCommand.run("docker", "volume", "ls")).doesNotContain("veiltun-");
  }

  @Test
  @Order(1)
  void upEndsWithAPageThroughBothHops() {
    assertThat(up).contains("You come from 10.213.3.4.", "3000000 bytes in");
  }

  @Test
  @Order(2)
  void theStoryShowsNoLinkWithBothEndsAndOneSizeOnTheFirst() throws Exception {
    String story = Testbed.run(PLAIN, "story");
    List<String> client = lines(story, "client-entry");
    List<String> between = lines(story, "entry-exit");
    assertThat(client).isNotEmpty().noneMatch(line -> line.contains("10.213.3."));
    assertThat(between).isNotEmpty();
    assertThat(between)
        .noneMatch(line -> line.contains("10.213.1.2") || line.contains("10.213.3."));
    assertThat(client.stream().filter(line -> line.contains("UDP")))
        .hasSize(2)
        .allMatch(line -> line.endsWith("mostly 1480"));
    assertThat(story)
        .contains("client-entry: the only addresses are 10.213.1.2, 10.213.1.3")
        .contains("exit-web: the only addresses are 10.213.3.4, 10.213.3.6");
  }

  private static List<String> lines(String story, String link) {
    return story.lines().filter(line -> line.startsWith("  " + link + " ")).toList();
  }

  @Test
  @Order(3)
  void everyPanelOfTheDashboardHasDataAndAsksForMetricsThatExist() throws Exception {
    // Something to discard, so that there is a drop to be seen.
    SystemCommand.run(
        "docker",
        "run",
        "--rm",
        "--network",
        "container:veiltun-client",
        Images.TOOLS,
        "bash",
        "-c",
        "echo no message > /dev/udp/10.213.1.3/51820");
    JsonNode dashboard =
        Testbed.JSON.readTree(
            Files.readString(
                Images.script("testbed").resolveSibling("grafana/dashboards/veiltun.json")));
    assertThat(dashboard.get("panels")).hasSizeGreaterThan(10);
    for (JsonNode panel : dashboard.get("panels")) {
      assertThat(panel.get("targets")).isNotEmpty();
      for (JsonNode target : panel.get("targets")) {
        assertHasData(panel.get("title").asString(), target.get("expr").asString());
      }
    }
  }

  private static void assertHasData(String title, String expression) {
    String query = expression.replace("$place", ".*").replace("$__rate_interval", "1m");
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(Testbed.query(query)).as(title).isNotEmpty());
    Matcher metric = METRIC.matcher(expression);
    while (metric.find()) {
      assertThat(names()).as(title).contains(metric.group());
    }
  }

  private static List<String> names() {
    try {
      return Testbed.metricNames();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Order(4)
  void bothEndsOfAHopCountTheSameKindByKind() throws Exception {
    // Decoys never pause: without machines there are moments when nothing is under way.
    veiltun("client", "daita", "veil0", "entry", "size-only");
    veiltun("entry", "daita", "veil0", "laptop", "size-only");
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> {
          assertBothEndsAgree("hop=\"entry\"", "entry");
          assertBothEndsAgree("hop=\"exit\"", "exit");
        });
    assertThat(volumes("place=\"client\",hop=\"entry\"").get("rx decoy")).isPositive();
  }

  private static void assertBothEndsAgree(String hop, String place) throws Exception {
    Map<String, Double> client = volumes("place=\"client\"," + hop);
    Map<String, Double> turned = new TreeMap<>();
    volumes("place=\"" + place + "\",peer=\"laptop\"")
        .forEach((series, value) ->
            turned.put(
                series.startsWith("tx") ? series.replace("tx", "rx") : series.replace("rx", "tx"),
                value));
    assertThat(client).hasSizeGreaterThan(10);
    passOverUnheardInitiations(client, turned);
    assertThat(client).isEqualTo(turned);
    assertThat(client.get("rx data")).isGreaterThan(3_000_000);
  }

  /** All containers start at once: a client may call before its relay listens. */
  private static void passOverUnheardInitiations(
      Map<String, Double> client, Map<String, Double> relay) {
    double unheard = client.getOrDefault(INITIATIONS, 0.0) - relay.getOrDefault(INITIATIONS, 0.0);
    assertThat(unheard).isBetween(0.0, 10.0 * INITIATION);
    assertThat(unheard % INITIATION).isZero();
    client.merge(INITIATIONS, -unheard, Double::sum);
  }

  private static Map<String, Double> volumes(String labels) throws Exception {
    Map<String, Double> volumes = new TreeMap<>();
    for (JsonNode series : Testbed.query("veiltun_bytes_total{" + labels + "}")) {
      JsonNode metric = series.get("metric");
      volumes.put(
          metric.get("direction").asString() + " " + metric.get("kind").asString(),
          Double.valueOf(series.at("/value/1").asString()));
    }
    return volumes;
  }

  private static void veiltun(String place, String... arguments) throws IOException {
    String[] command = new String[arguments.length + 4];
    command[0] = "docker";
    command[1] = "exec";
    command[2] = "veiltun-" + place;
    command[3] = "veiltun";
    System.arraycopy(arguments, 0, command, 4, arguments.length);
    SystemCommand.run(command);
  }

  @Test
  @Order(5)
  void theTunnelsRunAsAnOrdinaryUserWithOneCapability() throws Exception {
    for (String place : List.of("client", "entry", "exit")) {
      String status =
          SystemCommand.run("docker", "exec", "veiltun-" + place, "cat", "/proc/1/status");
      assertThat(status)
          .containsPattern("Uid:\\s+10001\\s+10001\\s+10001\\s+10001")
          .containsPattern("CapEff:\\s+0000000000001000")
          .containsPattern("NoNewPrivs:\\s+1");
      await()
          .atMost(SOON)
          .until(() ->
              SystemCommand.run(
                      "docker", "inspect", "-f", "{{.State.Health.Status}}", "veiltun-" + place)
                  .strip()
                  .equals("healthy"));
    }
  }

  @Test
  @Order(6)
  void composeAndTheScriptDefineTheSameContainers() throws Exception {
    Testbed.run(PLAIN, "down");
    assertThat(Testbed.run("docker-compose", "up")).contains("You come from 10.213.3.4.");
    assertThat(Testbed.definitions()).isEqualTo(definitions);
  }
}
