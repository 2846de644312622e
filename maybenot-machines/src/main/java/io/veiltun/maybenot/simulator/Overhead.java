package io.veiltun.maybenot.simulator;

import java.util.OptionalDouble;

/**
 * What a defence cost on one trace, counted as the evaluation of the Maybenot CLI 1.0.1 does:
 * padding after the last data packet (the tail) is kept apart.
 *
 * @param missingSent packets of the trace that the simulation did not come to send
 * @param missingReceived packets of the trace that it did not come to receive
 * @param lastPacketNanos the last packet's time
 * @param lastNormalNanos the last data packet's time
 * @param baseLastNanos the last packet's time without defence
 */
public record Overhead(
    int normalSent,
    int normalReceived,
    int paddingSent,
    int paddingReceived,
    int tailSent,
    int tailReceived,
    int missingSent,
    int missingReceived,
    long lastPacketNanos,
    long lastNormalNanos,
    long baseLastNanos) {
  /** Compares a defended trace with the same trace undefended. */
  public static Overhead of(Trace base, DefendedTrace defended) {
    int[] normal = new int[2];
    int[] padding = new int[2];
    int[] tail = new int[2];
    long lastNormal = 0;
    for (int i = 0; i < defended.size(); i++) {
      int side = defended.sent(i) ? 0 : 1;
      if (defended.padding(i)) {
        padding[side]++;
        tail[side]++;
      } else {
        normal[side]++;
        tail[0] = 0;
        tail[1] = 0;
        lastNormal = defended.timeNanos(i);
      }
    }
    int baseSent = 0;
    for (int i = 0; i < base.size(); i++) {
      baseSent += base.sent(i) ? 1 : 0;
    }
    return new Overhead(
        normal[0],
        normal[1],
        padding[0],
        padding[1],
        tail[0],
        tail[1],
        Math.max(baseSent - normal[0], 0),
        Math.max(base.size() - baseSent - normal[1], 0),
        defended.size() == 0 ? 0 : defended.timeNanos(defended.size() - 1),
        lastNormal,
        base.size() == 0 ? 0 : base.timeNanos(base.size() - 1));
  }

  public int normal() {
    return normalSent + normalReceived;
  }

  public int padding() {
    return paddingSent + paddingReceived;
  }

  public int tail() {
    return tailSent + tailReceived;
  }

  public int missing() {
    return missingSent + missingReceived;
  }

  /** Extra packets per data packet, without the tail; absent without data packets. */
  public OptionalDouble data() {
    return ratio(padding() - tail(), normal());
  }

  /** The same for what the client sent. */
  public OptionalDouble dataSent() {
    return ratio(paddingSent - tailSent, normalSent);
  }

  /** The same for what the client received. */
  public OptionalDouble dataReceived() {
    return ratio(paddingReceived - tailReceived, normalReceived);
  }

  /**
   * Extra time until the last data packet; absent if packets are missing or the trace took none.
   */
  public OptionalDouble duration() {
    return missing() == 0
        ? ratio(lastNormalNanos - baseLastNanos, baseLastNanos)
        : OptionalDouble.empty();
  }

  private static OptionalDouble ratio(long extra, long of) {
    return of > 0 ? OptionalDouble.of((double) extra / of) : OptionalDouble.empty();
  }
}
