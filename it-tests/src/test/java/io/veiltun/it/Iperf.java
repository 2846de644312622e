package io.veiltun.it;

import static org.awaitility.Awaitility.await;

import io.veiltun.cli.lab.Namespace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * iperf3 between two hosts: a server for one transfer, since one that ended badly spoils the next.
 */
record Iperf(Process server, String address) implements AutoCloseable {
  /**
   * What one transfer came to.
   *
   * @param received bytes that arrived
   * @param lost the share of datagrams that did not, 0 to 1; 0 for TCP
   */
  record Result(long received, double lost) {}

  static Iperf serve(Namespace host, String address, Path log) throws IOException {
    Process server = host.start(log, host.command("iperf3", "-s", "-1", "-B", address));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> host.exec("ss", "-Hlnt", "sport = :5201").contains(":5201"));
    return new Iperf(server, address);
  }

  /** Sends {@code amount} (as {@code 30M}) from {@code host}, or fetches it with {@code -R}. */
  Result transfer(Namespace host, String amount, String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("iperf3", "-J", "-c", address, "-n", amount));
    command.addAll(List.of(options));
    JsonNode told = VeiltunHost.JSON.readTree(host.exec(command.toArray(String[]::new)));
    JsonNode end = told.get("end");
    JsonNode sum = end.has("sum_received") ? end.get("sum_received") : end.get("sum");
    if (sum == null) {
      throw new IOException("iperf3: " + told.path("error").asString(told.toString()));
    }
    return new Result(sum.get("bytes").asLong(), sum.path("lost_percent").asDouble(0) / 100);
  }

  @Override
  public void close() {
    server.destroy();
  }
}
