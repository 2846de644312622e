package io.veiltun.maybenot.machine;

import java.util.List;
import java.util.Locale;

/** What a machine can react to. In the order of their numbers in a machine string. */
public enum Event {
  /** A received packet was found to be data. */
  NORMAL_RECV,
  /** A received packet was found to be padding. */
  PADDING_RECV,
  /** A complete packet arrived at the tunnel. */
  TUNNEL_RECV,
  /** A data packet was queued for sending. */
  NORMAL_SENT,
  /** A padding packet of this machine was queued for sending. */
  PADDING_SENT,
  /** A packet was written to the network. */
  TUNNEL_SENT,
  /** A blocking action began, of any machine. */
  BLOCKING_BEGIN,
  /** Blocking ended. */
  BLOCKING_END,
  /** Internal: the limit of the current state was used up. */
  LIMIT_REACHED,
  /** Internal: a counter of the machine went from another value to zero. */
  COUNTER_ZERO,
  /** The machine's internal timer was started or changed. */
  TIMER_BEGIN,
  /** The machine's internal timer expired. */
  TIMER_END,
  /** Internal: another machine sent a signal. */
  SIGNAL;

  private static final List<Event> ALL = List.of(values());

  private final String displayName = camelCase(name());

  private static String camelCase(String name) {
    StringBuilder text = new StringBuilder();
    for (String word : name.split("_", -1)) {
      text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }

  /** The name Maybenot prints, for example {@code NormalSent}. */
  public String displayName() {
    return displayName;
  }

  /** The number in a machine string, and the index of its transition list in a state. */
  @SuppressWarnings("EnumOrdinal") // The order of the constants is the format's.
  public int index() {
    return ordinal();
  }

  /** All constants, by {@link #index}. */
  public static List<Event> all() {
    return ALL;
  }
}
