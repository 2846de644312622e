package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.veiltun.cli.lab.Namespace;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/** What Prometheus reads from a client and both of its relays. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class MetricsIT {
  private static final String LISTEN = "127.0.0.1:9586";
  private static final Pattern SERIES =
      Pattern.compile("(?m)^veiltun_(packets|bytes)_total\\{(.*)} (\\S+)$");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

  private TestBed bed;

  @BeforeAll
  void open() throws Exception {
    bed = TestBed.open();
    bed.relay("entry", MetricsIT::measured);
    bed.relay("exit", MetricsIT::measured);
    bed.client(MetricsIT::measured).up();
    bed.server().transfer(bed.lab().host("client"), bed.web4(), 2_000_000, 2_000_000);
    bed.server().transfer(bed.lab().host("client"), bed.web6(), 300_000, 300_000);
  }

  @AfterAll
  void close() throws IOException {
    bed.close();
  }

  @Test
  void bothEndsOfAHopAgreeToTheByteKindByKind() {
    // Datagrams may be under way, and timers send keepalives: until one moment shows none.
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          assertBothEndsAgree("entry");
          assertBothEndsAgree("exit");
        });
  }

  private void assertBothEndsAgree(String hop) throws IOException {
    Map<String, Double> client = volumes(scrape("client"), "hop", hop);
    Map<String, Double> relay = volumes(scrape(hop), "peer", "client");
    Map<String, Double> turned = new TreeMap<>();
    relay.forEach((series, value) ->
        turned.put(
            series.contains("tx") ? series.replace("tx", "rx") : series.replace("rx", "tx"),
            value));
    assertThat(client).isEqualTo(turned);
    assertThat(client.get("bytes tx data")).isGreaterThan(2_300_000);
    assertThat(client.get("bytes rx data")).isGreaterThan(2_300_000);
    assertThat(client.get("packets tx handshake")).isPositive();
    assertThat(client.get("bytes rx handshake")).isPositive();
    assertThat(client.keySet())
        .contains("bytes tx size_padding", "packets tx keepalive")
        .contains("packets rx cookie")
        .doesNotContain("packets tx size_padding");
  }

  @Test
  void clientAndRelaysServeTheNamesOfTheContract() throws IOException {
    for (String place : new String[] {"client", "entry", "exit"}) {
      String label = place.equals("client") ? "hop=\"exit\"" : "peer=\"client\"";
      String text = scrape(place);
      for (String name :
          new String[] {
            "veiltun_packets_total",
            "veiltun_bytes_total",
            "veiltun_handshakes_total",
            "veiltun_last_handshake_timestamp_seconds",
            "veiltun_overhead_ratio",
            "veiltun_rtt_seconds",
            "veiltun_mtu_bytes",
            "veiltun_path_up"
          }) {
        assertThat(text.lines())
            .as(place)
            .anyMatch(line -> line.startsWith(name + "{") && line.contains(label));
      }
      assertThat(text)
          .contains("veiltun_build_info{", "jvm_memory_used_bytes{", "process_cpu_")
          .contains("wireguard_sent_bytes_total{friendly_name=")
          .contains("wireguard_received_bytes_total{", "wireguard_latest_handshake_seconds{")
          .doesNotContain(bed.chain().client().publicKey())
          .doesNotContain(bed.hop("entry").keys().publicKey());
    }
  }

  @Test
  void healthAnswersUp() throws IOException {
    for (String place : new String[] {"client", "entry", "exit"}) {
      assertThat(curl(place, "/health", "-w", " %{http_code}"))
          .isEqualTo("{\"status\":\"up\"} 200");
    }
  }

  @Test
  void openMetricsIsServedToWhoAsksForIt() throws IOException {
    assertThat(curl("client", "/metrics", "-H", "Accept: application/openmetrics-text"))
        .endsWith("# EOF\n");
  }

  private static void measured(ObjectNode profile) {
    profile.putObject("metrics").put("listen", LISTEN);
  }

  private String scrape(String place) throws IOException {
    return curl(place, "/metrics");
  }

  private String curl(String place, String path, String... options) throws IOException {
    Namespace host = bed.lab().host(place);
    String[] command = new String[options.length + 3];
    command[0] = "curl";
    command[1] = "-sS";
    System.arraycopy(options, 0, command, 2, options.length);
    command[command.length - 1] = "http://" + LISTEN + path;
    return host.exec(command);
  }

  /** Volumes of one hop or peer, by "packets|bytes direction kind". */
  private static Map<String, Double> volumes(String text, String label, String name) {
    Map<String, Double> volumes = new TreeMap<>();
    Matcher series = SERIES.matcher(text);
    while (series.find()) {
      Map<String, String> labels = new TreeMap<>();
      Matcher each = LABEL.matcher(series.group(2));
      while (each.find()) {
        labels.put(each.group(1), each.group(2));
      }
      if (name.equals(labels.get(label))) {
        String key = series.group(1) + " " + labels.get("direction") + " " + labels.get("kind");
        volumes.put(key, Double.valueOf(series.group(3)));
      }
    }
    return volumes;
  }
}
