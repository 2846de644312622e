package io.veiltun.maybenot.generator;

import java.util.Optional;

/**
 * What a defence may cost, as ratios of sums over all traces of an environment.
 *
 * @param clientLoad padding per data packet of the client
 * @param serverLoad padding per data packet of the server
 * @param delay extra time until the client's last data packet, 0 to 0 asking for none at all
 * @param clientMinNormal data packets that the client has to send in each trace
 * @param serverMinNormal data packets that the server has to send in each trace
 * @param includeTail whether padding after the last data packet counts
 */
public record Constraints(
    Optional<Range> clientLoad,
    Optional<Range> serverLoad,
    Optional<Range> delay,
    int clientMinNormal,
    int serverMinNormal,
    boolean includeTail) {
  /** The framework's padding limit that a load implies for the client. */
  double clientPaddingLimit() {
    return implied(clientLoad);
  }

  double serverPaddingLimit() {
    return implied(serverLoad);
  }

  double blockingLimit() {
    return implied(delay);
  }

  private static double implied(Optional<Range> range) {
    return range.map(r -> r.high() / (r.high() + 1)).orElse(0.0);
  }
}
