package io.veiltun.maybenot.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A state of a machine.
 *
 * @param action what entering the state asks for
 * @param counterA what entering it does to counter A
 * @param counterB what entering it does to counter B
 * @param transitions one entry for each {@link Event}, by {@link Event#index}; an absent list means
 *     that the event is ignored. A present but empty list can be represented (and is not valid).
 */
public record State(
    Optional<Action> action,
    Optional<Counter> counterA,
    Optional<Counter> counterB,
    List<Optional<List<Transition>>> transitions) {
  public State {
    Objects.requireNonNull(action);
    Objects.requireNonNull(counterA);
    Objects.requireNonNull(counterB);
    if (transitions.size() != Event.all().size()) {
      throw new IllegalArgumentException(
          "a state has %d transition lists, not %d"
              .formatted(Event.all().size(), transitions.size()));
    }
    transitions = transitions.stream().map(list -> list.map(List::copyOf)).toList();
  }

  /** Where to go on {@code event}. */
  public Optional<List<Transition>> on(Event event) {
    return transitions.get(event.index());
  }

  /** A state under construction without action, counters and transitions. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects the parts of a state; an event given no branch is absent. */
  public static final class Builder {
    private @Nullable Action action;
    private @Nullable Counter counterA;
    private @Nullable Counter counterB;
    private final List<List<Transition>> transitions = new ArrayList<>();

    private Builder() {
      for (int i = 0; i < Event.all().size(); i++) {
        transitions.add(new ArrayList<>());
      }
    }

    public Builder action(Action action) {
      this.action = action;
      return this;
    }

    public Builder counterA(Counter counter) {
      counterA = counter;
      return this;
    }

    public Builder counterB(Counter counter) {
      counterB = counter;
      return this;
    }

    /** Adds a branch of probability 1. */
    public Builder on(Event event, long target) {
      return on(event, target, 1);
    }

    /** Adds a branch; branches keep the order of the calls. */
    public Builder on(Event event, long target, float probability) {
      transitions.get(event.index()).add(new Transition(target, probability));
      return this;
    }

    public State build() {
      return new State(
          Optional.ofNullable(action),
          Optional.ofNullable(counterA),
          Optional.ofNullable(counterB),
          transitions.stream()
              .map(list ->
                  list.isEmpty()
                      ? Optional.<List<Transition>>empty()
                      : Optional.of(List.copyOf(list)))
              .toList());
    }
  }
}
