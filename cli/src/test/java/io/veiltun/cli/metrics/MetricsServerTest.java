package io.veiltun.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.status.Role;
import io.veiltun.cli.status.Samples;
import io.veiltun.cli.status.StatusDocument;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
  private static final String ENTRY = "hop=\"entry\",tunnel=\"veil0\"";

  private static final double HANDSHAKE = Samples.START.getEpochSecond() + 60.0;

  private final HttpClient client = HttpClient.newHttpClient();
  private volatile StatusDocument document = Samples.client(10);
  private MetricsServer server;

  @BeforeEach
  void start() throws CommandFailure {
    server = MetricsServer.start("127.0.0.1", 0, () -> document, "1.2.3");
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  @Test
  void everySeriesOfAHopIsExported() throws Exception {
    Map<String, Double> series = scrape();

    assertThat(series)
        .containsEntry(
            "veiltun_packets_total{direction=\"tx\",hop=\"entry\",kind=\"data\",tunnel=\"veil0\"}",
            10.0)
        .containsEntry(
            "veiltun_bytes_total{direction=\"tx\",hop=\"entry\",kind=\"data\",tunnel=\"veil0\"}",
            10_000.0)
        .containsEntry(
            "veiltun_bytes_total{direction=\"tx\",hop=\"entry\",kind=\"size_padding\",tunnel=\"veil0\"}",
            1000.0)
        .containsEntry(
            "veiltun_packets_total{direction=\"rx\",hop=\"entry\",kind=\"keepalive\",tunnel=\"veil0\"}",
            3.0)
        .containsEntry(
            "veiltun_dropped_packets_total{direction=\"rx\",hop=\"entry\",reason=\"bad_tag\",tunnel=\"veil0\"}",
            5.0)
        .containsEntry(
            "veiltun_dropped_packets_total{direction=\"tx\",hop=\"\",reason=\"no_route\",tunnel=\"veil0\"}",
            7.0)
        .containsEntry(
            "veiltun_handshakes_total{hop=\"entry\",result=\"completed\",tunnel=\"veil0\"}", 2.0)
        .containsEntry(
            "veiltun_handshakes_total{hop=\"entry\",result=\"failed\",tunnel=\"veil0\"}", 1.0)
        .containsEntry("veiltun_last_handshake_timestamp_seconds{" + ENTRY + "}", HANDSHAKE)
        .containsEntry("veiltun_overhead_ratio{direction=\"tx\"," + ENTRY + "}", 0.1)
        .containsEntry("veiltun_rtt_seconds{" + ENTRY + "}", 0.0134)
        .containsEntry("veiltun_mtu_bytes{" + ENTRY + "}", 1420.0)
        .containsEntry("veiltun_path_up{" + ENTRY + "}", 1.0)
        .containsEntry("veiltun_path_up{hop=\"\",tunnel=\"veil0\"}", 0.0)
        .containsEntry(
            "wireguard_sent_bytes_total{friendly_name=\"entry\",interface=\"veil0\"}", 11_296.0)
        .containsEntry(
            "wireguard_received_bytes_total{friendly_name=\"entry\",interface=\"veil0\"}", 96.0)
        .containsEntry(
            "wireguard_latest_handshake_seconds{friendly_name=\"entry\",interface=\"veil0\"}",
            HANDSHAKE);
    assertThat(series.keySet())
        .noneMatch(name -> name.contains("veiltun_packets") && name.contains("size_padding"))
        .anyMatch(
            name -> name.startsWith("veiltun_build_info{") && name.contains("version=\"1.2.3\""))
        .anyMatch(name -> name.startsWith("jvm_memory_used_bytes{"))
        .anyMatch(name -> name.equals("process_uptime_seconds"));
    assertThat(Objects.requireNonNull(series.get("process_resident_memory_bytes")))
        .isGreaterThan(1e6);
  }

  @Test
  void everySeriesOfDaitaIsExportedOnceItIsOn() throws Exception {
    assertThat(scrape())
        .containsEntry("veiltun_daita_active{" + ENTRY + "}", 0.0)
        .doesNotContainKey("veiltun_daita_queue_packets{" + ENTRY + "}");
    document = Samples.shaped(5);

    String lateness = "veiltun_daita_timer_lateness_seconds";
    assertThat(scrape())
        .containsEntry("veiltun_daita_active{" + ENTRY + "}", 1.0)
        .containsEntry(
            "veiltun_packets_total{direction=\"tx\",hop=\"entry\",kind=\"decoy\",tunnel=\"veil0\"}",
            5.0)
        .containsEntry(
            "veiltun_bytes_total{direction=\"tx\",hop=\"entry\",kind=\"decoy\",tunnel=\"veil0\"}",
            7100.0)
        .containsEntry("veiltun_overhead_ratio{direction=\"tx\"," + ENTRY + "}", 0.81)
        .containsEntry("veiltun_daita_events_total{event=\"padding_sent\"," + ENTRY + "}", 11.0)
        .containsEntry(
            "veiltun_daita_actions_total{action=\"padding\",hop=\"entry\",result=\"replaced\",tunnel=\"veil0\"}",
            4.0)
        .containsEntry(
            "veiltun_daita_actions_total{action=\"blocking\",hop=\"entry\",result=\"kept\",tunnel=\"veil0\"}",
            1.0)
        .containsEntry("veiltun_daita_blocked_seconds_total{" + ENTRY + "}", 0.25)
        .containsEntry("veiltun_daita_held_packets_total{" + ENTRY + "}", 12.0)
        .containsEntry("veiltun_daita_overruns_total{" + ENTRY + "}", 7.0)
        .containsEntry("veiltun_daita_queue_packets{" + ENTRY + "}", 3.0)
        .containsEntry("veiltun_daita_budget_remaining_bytes{" + ENTRY + "}", 2e6)
        .containsEntry(lateness + "_bucket{" + ENTRY + ",le=\"0.001\"}", 5.0)
        .containsEntry(lateness + "_bucket{" + ENTRY + ",le=\"0.01\"}", 7.0)
        .containsEntry(lateness + "_bucket{" + ENTRY + ",le=\"+Inf\"}", 8.0)
        .containsEntry(lateness + "_count{" + ENTRY + "}", 8.0)
        .containsEntry(lateness + "_sum{" + ENTRY + "}", 0.5)
        .containsEntry("veiltun_daita_active{hop=\"exit\",tunnel=\"veil0\"}", 0.0);
    assertThat(get("/metrics", "text/plain").body())
        .contains("# TYPE veiltun_daita_timer_lateness_seconds histogram");
  }

  @Test
  void countersFollowTheTunnelAlsoAfterAGarbageCollection() throws Exception {
    scrape();
    document = Samples.client(11);
    System.gc();

    assertThat(scrape())
        .containsEntry(
            "veiltun_packets_total{direction=\"tx\",hop=\"entry\",kind=\"data\",tunnel=\"veil0\"}",
            11.0);
  }

  @Test
  void aPeerThatIsGoneIsNotExportedAnyMore() throws Exception {
    scrape();
    document =
        new StatusDocument("veil0", Role.CLIENT, Samples.START, 1340, true, List.of(), List.of());

    assertThat(scrape().keySet()).noneMatch(name -> name.contains("entry"));
  }

  @Test
  void openMetricsIsSpokenToWhoAcceptsIt() throws Exception {
    HttpResponse<String> answer =
        get("/metrics", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");

    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/openmetrics-text");
    assertThat(answer.body())
        .endsWith("# EOF\n")
        .contains("# TYPE veiltun_packets counter", "# TYPE veiltun_build info");
  }

  @Test
  void healthIsThePath() throws Exception {
    assertThat(get("/health", "*/*").statusCode()).isEqualTo(503);
    document =
        new StatusDocument("veil0", Role.CLIENT, Samples.START, 1340, true, List.of(), List.of());

    HttpResponse<String> up = get("/health", "*/*");

    assertThat(up.statusCode()).isEqualTo(200);
    assertThat(up.body()).isEqualTo("{\"status\":\"up\"}");
  }

  @Test
  void otherPathsAreNotFound() throws Exception {
    assertThat(get("/", "*/*").statusCode()).isEqualTo(404);
  }

  @Test
  void anAddressInUseIsNamed() {
    assertThatThrownBy(
            () -> MetricsServer.start("127.0.0.1", server.port(), () -> document, "1.2.3"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("127.0.0.1:" + server.port());
  }

  /** Name and labels of each line of the text format, with its value. */
  private Map<String, Double> scrape() throws IOException, InterruptedException {
    Map<String, Double> series = new LinkedHashMap<>();
    for (String line : get("/metrics", "text/plain").body().split("\n", -1)) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        int end = line.lastIndexOf(' ');
        assertThat(series.put(line.substring(0, end), Double.parseDouble(line.substring(end + 1))))
            .as("only one line for %s", line)
            .isNull();
      }
    }
    return series;
  }

  private HttpResponse<String> get(String path, String accept)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).header("Accept", accept).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
