package io.veiltun.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one round measured for one engine.
 *
 * @param tcp Mbit/s of one TCP stream, client to server, as received
 * @param tcpReverse the same, server to client
 * @param udp Mbit/s received of the UDP load offered
 * @param udpLoss lost fraction of it, 0 to 1
 * @param engineCpu CPU seconds of all engine processes per GB (10⁹ bytes) of TCP payload
 * @param systemCpu CPU seconds of the whole machine per GB, everything included
 * @param retransmits TCP segments sent again, both directions
 * @param pingIdle median round trip in ms without load
 * @param pingLoaded median round trip in ms while the TCP stream runs
 * @param memory peak resident bytes of all engine processes together, in MB (10⁶)
 */
public record Sample(
    double tcp,
    double tcpReverse,
    double udp,
    double udpLoss,
    double engineCpu,
    double systemCpu,
    double retransmits,
    double pingIdle,
    double pingLoaded,
    double memory) {

  /** Member by member the median of {@code samples}, which are not empty. */
  public static Sample median(List<Sample> samples) {
    return new Sample(
        median(samples, Sample::tcp),
        median(samples, Sample::tcpReverse),
        median(samples, Sample::udp),
        median(samples, Sample::udpLoss),
        median(samples, Sample::engineCpu),
        median(samples, Sample::systemCpu),
        median(samples, Sample::retransmits),
        median(samples, Sample::pingIdle),
        median(samples, Sample::pingLoaded),
        median(samples, Sample::memory));
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> member) {
    double[] sorted = samples.stream().mapToDouble(member).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
