package io.veiltun.cli.machine;

import io.veiltun.maybenot.framework.Limits;
import java.util.List;

/**
 * What an argument of a command stands for.
 *
 * @param split false if both ends run the same machines: then {@code relay} repeats {@code client}
 * @param clientLimits limits of the client's framework; those of the relay are in the next one
 */
record Pair(
    boolean split, List<Named> client, List<Named> relay, Limits clientLimits, Limits relayLimits) {
  Pair {
    client = List.copyOf(client);
    relay = List.copyOf(relay);
  }
}
