package io.veiltun.bench;

import io.veiltun.cli.lab.Namespace;
import io.veiltun.cli.lab.SystemCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One iperf3 run.
 *
 * @param megabits received per second
 * @param bytes received
 * @param retransmits TCP segments sent again; 0 for UDP
 * @param loss lost fraction of UDP datagrams; 0 for TCP
 */
record Iperf(double megabits, double bytes, double retransmits, double loss) {
  private static final JsonMapper JSON = new JsonMapper();

  /** A server on {@code host} that stays until it is destroyed. */
  static Process serve(Namespace host) throws IOException {
    return host.command("iperf3", "-s")
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectErrorStream(true)
        .start();
  }

  /** One TCP stream from {@code client} to {@code server}, or back. */
  static Iperf tcp(Namespace client, InetAddress server, int seconds, boolean reverse)
      throws IOException {
    JsonNode end = run(client, server, seconds, reverse ? List.of("-R") : List.of());
    JsonNode received = end.path("sum_received");
    return new Iperf(
        received.path("bits_per_second").asDouble() / 1e6,
        received.path("bytes").asDouble(),
        end.path("sum_sent").path("retransmits").asDouble(),
        0);
  }

  /** UDP datagrams of 1200 bytes from {@code client}, offered at {@code megabits} per second. */
  static Iperf udp(Namespace client, InetAddress server, int seconds, int megabits)
      throws IOException {
    JsonNode end = run(client, server, seconds, List.of("-u", "-l", "1200", "-b", megabits + "M"));
    JsonNode sum = end.has("sum_received") ? end.path("sum_received") : end.path("sum");
    double loss = end.path("sum").path("lost_percent").asDouble() / 100;
    double received = sum.path("bits_per_second").asDouble() / 1e6;
    return new Iperf(received, sum.path("bytes").asDouble(), 0, loss);
  }

  private static JsonNode run(
      Namespace client, InetAddress server, int seconds, List<String> options) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("iperf3", "-J", "-t", "" + seconds, "-c", server.getHostAddress()));
    command.addAll(options);
    // iperf3 reports its errors in the document and by its exit code; the document says more.
    ProcessBuilder builder = client.command("sh", "-c", String.join(" ", command) + "; true");
    JsonNode document = JSON.readTree(SystemCommand.run(builder, ""));
    if (document.has("error")) {
      throw new IOException("iperf3: " + document.path("error").asString());
    }
    return document.path("end");
  }
}
