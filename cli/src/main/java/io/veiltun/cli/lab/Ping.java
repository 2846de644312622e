package io.veiltun.cli.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the system's {@code ping} measured.
 *
 * @param sent echo requests
 * @param received answers
 * @param medianMillis median round trip, NaN without an answer
 */
public record Ping(int sent, int received, double medianMillis) {
  private static final Pattern ANSWER = Pattern.compile("time=([0-9.]+) ms");

  /**
   * Sends {@code count} echo requests from {@code host}, {@code intervalSeconds} apart (at least
   * 0.002), and waits up to {@code timeoutSeconds} for the last answer. Lost ones are no error, nor
   * is a route that is not there yet.
   */
  public static Ping run(
      Namespace host, InetAddress target, int count, double intervalSeconds, int timeoutSeconds)
      throws IOException {
    String output =
        host.exec(
            "sh",
            "-c",
            "ping -n -c %d -i %.3f -W %d %s || test $? -le 2"
                .formatted(count, intervalSeconds, timeoutSeconds, target.getHostAddress()));
    Matcher matcher = ANSWER.matcher(output);
    double[] times =
        matcher.results().mapToDouble(hit -> Double.parseDouble(hit.group(1))).sorted().toArray();
    double median = times.length == 0 ? Double.NaN : times[times.length / 2];
    return new Ping(count, times.length, median);
  }
}
