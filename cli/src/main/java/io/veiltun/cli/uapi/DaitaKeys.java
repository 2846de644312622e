package io.veiltun.cli.uapi;

import java.util.ArrayList;
import java.util.List;

/**
 * What a client says about DAITA towards one peer.
 *
 * @param on whether it is to be on
 * @param machines in Maybenot's text format; none for constant sizes only
 * @param maxDelayedPackets how many packets a block may hold, 1 to {@value #MAX_DELAYED}
 * @param minDelayCapacity with fewer free places than this a block is ended
 * @param maxDecoyFraction Maybenot's limit on padding, 0 to 1; 0 for none
 * @param maxDelayFraction Maybenot's limit on blocking, 0 to 1; 0 for none
 */
public record DaitaKeys(
    boolean on,
    List<String> machines,
    int maxDelayedPackets,
    int minDelayCapacity,
    double maxDecoyFraction,
    double maxDelayFraction) {
  static final String ENABLE = "daita_enable";
  static final String MACHINE = "daita_machine";
  static final String MAX_DELAYED_PACKETS = "daita_max_delayed_packets";
  static final String MIN_DELAY_CAPACITY = "daita_min_delay_capacity";
  static final String MAX_DECOY_FRACTION = "daita_max_decoy_frac";
  static final String MAX_DELAY_FRACTION = "daita_max_delay_frac";

  /** How many machines a peer may have. */
  static final int MAX_MACHINES = 64;

  /** How many packets a block holds at most. */
  public static final int MAX_DELAYED = 1024;

  /** Switched off. */
  public static final DaitaKeys OFF = new DaitaKeys(false, List.of(), MAX_DELAYED, 50, 0, 0);

  /** Switched on without anything else said: constant sizes, gotatun's limits. */
  public static final DaitaKeys ON = new DaitaKeys(true, List.of(), MAX_DELAYED, 50, 0, 0);

  /** Copies the list. */
  public DaitaKeys {
    machines = List.copyOf(machines);
  }

  /** These with what one more line says. */
  DaitaKeys with(String key, Value value) throws UapiFailure {
    return switch (key) {
      case MACHINE -> withMachine(value.text(Line.MACHINE_LIMIT));
      case MAX_DELAYED_PACKETS ->
          with(atLeastOne(value), minDelayCapacity, maxDecoyFraction, maxDelayFraction);
      case MIN_DELAY_CAPACITY ->
          with(
              maxDelayedPackets,
              (int) value.number(Integer.MAX_VALUE),
              maxDecoyFraction,
              maxDelayFraction);
      case MAX_DECOY_FRACTION ->
          with(maxDelayedPackets, minDelayCapacity, value.fraction(), maxDelayFraction);
      case MAX_DELAY_FRACTION ->
          with(maxDelayedPackets, minDelayCapacity, maxDecoyFraction, value.fraction());
      default -> throw UapiFailure.invalid("unknown key in a peer section");
    };
  }

  private DaitaKeys withMachine(String machine) throws UapiFailure {
    if (machines.size() == MAX_MACHINES) {
      throw UapiFailure.invalid("more than " + MAX_MACHINES + " machines");
    }
    List<String> more = new ArrayList<>(machines);
    more.add(machine);
    return new DaitaKeys(
        on, more, maxDelayedPackets, minDelayCapacity, maxDecoyFraction, maxDelayFraction);
  }

  private DaitaKeys with(int delayed, int free, double decoys, double delays) {
    return new DaitaKeys(on, machines, delayed, free, decoys, delays);
  }

  /** More than there are places means all of them. */
  private static int atLeastOne(Value value) throws UapiFailure {
    long number = value.number(Long.MAX_VALUE);
    if (number == 0) {
      throw UapiFailure.invalid("at least one packet can be delayed");
    }
    return (int) Math.min(number, MAX_DELAYED);
  }

  /** How many machines, not which: unchecked text may be a misplaced key. */
  @Override
  public String toString() {
    return "DaitaKeys[" + (on ? machines.size() + " machines" : "off") + "]";
  }
}
