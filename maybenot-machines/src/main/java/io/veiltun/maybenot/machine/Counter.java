package io.veiltun.maybenot.machine;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What entering a state does to a counter of its machine.
 *
 * @param dist the operand; absent means 1; ignored with {@code copy}
 * @param copy the operand is the other counter's value before the transition
 */
public record Counter(Operation operation, Optional<Dist> dist, boolean copy) {
  /** In the order of the numbers in a machine string. Arithmetic saturates at 0 and 2^64 - 1. */
  public enum Operation {
    INCREMENT,
    DECREMENT,
    SET;

    private static final List<Operation> ALL = List.of(values());

    /** The number in a machine string. */
    @SuppressWarnings("EnumOrdinal") // The order of the constants is the format's.
    public int index() {
      return ordinal();
    }

    /** All constants, by {@link #index}. */
    public static List<Operation> all() {
      return ALL;
    }
  }

  public Counter {
    Objects.requireNonNull(operation);
    Objects.requireNonNull(dist);
  }
}
