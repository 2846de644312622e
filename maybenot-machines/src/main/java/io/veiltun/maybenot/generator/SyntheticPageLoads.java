package io.veiltun.maybenot.generator;

import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import io.veiltun.maybenot.simulator.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * Made-up page loads for derivation without recorded traces. A page is a document followed by waves
 * of objects; each object is a request of one or two packets, a pause of the network and the
 * server, and a response whose size is log-normal (median 12 kB) in packets of 1400 bytes at the
 * speed of the line, with an acknowledgement for every other one. Objects of a wave share the line.
 * Not a model of any site: enough bursts, pauses and asymmetry for loads and delays to mean
 * something.
 */
public final class SyntheticPageLoads {
  private static final double MEDIAN_BYTES = 12_000;
  private static final double SIZE_SIGMA = 1.3;
  private static final double MOST_BYTES = 2_000_000;
  private static final double PACKET_BYTES = 1_400;
  private static final long MILLI = 1_000_000;

  private final RandomSource random;
  private final Trace.Builder trace = Trace.builder();
  private final long roundTrip;
  private final long packetNanos;
  private long clock;
  private long lineFree;

  private SyntheticPageLoads(RandomSource random) {
    this.random = random;
    this.roundTrip = (long) (Draws.range(random, 15.0, 80.0) * MILLI);
    double bitsPerSecond = 1e6 * StrictMath.pow(10, Draws.range(random, 1.0, 2.3));
    this.packetNanos = Math.max(1, (long) (PACKET_BYTES * 8e9 / bitsPerSecond));
  }

  /** So many page loads; the same seed gives the same ones. */
  public static List<Trace> traces(String seed, int count) {
    List<Trace> traces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RandomSource random = Xoshiro256StarStar.fromString("page load " + seed + "-" + i);
      traces.add(new SyntheticPageLoads(random).load());
    }
    return traces;
  }

  private Trace load() {
    long end = object(0);
    int waves = Draws.between(random, 5, 14);
    for (int wave = 0; wave < waves; wave++) {
      clock = end + (long) (logNormal(400, 0.9) * MILLI);
      int objects = Draws.between(random, 1, 10);
      for (int i = 0; i < objects; i++) {
        long start = clock + (long) (Draws.range(random, 0.0, 30.0) * MILLI);
        end = Math.max(end, object(start));
      }
    }
    return trace.build();
  }

  /** Adds a request and its response; returns when the last packet arrived. */
  private long object(long start) {
    int requests = Draws.between(random, 1, 2);
    for (int i = 0; i < requests; i++) {
      trace.add(start, true);
    }
    long thinking = (long) (logNormal(15, 0.7) * MILLI);
    long arrival = Math.max(start + roundTrip + thinking, lineFree);
    int packets =
        (int) Math.ceil(Math.min(logNormal(MEDIAN_BYTES, SIZE_SIGMA), MOST_BYTES) / PACKET_BYTES);
    for (int i = 0; i < packets; i++) {
      arrival += packetNanos;
      trace.add(arrival, false);
      if (i % 2 == 1) {
        trace.add(arrival, true);
      }
    }
    lineFree = arrival;
    return arrival;
  }

  /** By Box and Muller's method, in arithmetic that is the same everywhere. */
  private double logNormal(double median, double sigma) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(Draws.openClosed(random)));
    double angle = 2 * StrictMath.PI * Draws.unit(random);
    return median * StrictMath.exp(sigma * radius * StrictMath.cos(angle));
  }
}
