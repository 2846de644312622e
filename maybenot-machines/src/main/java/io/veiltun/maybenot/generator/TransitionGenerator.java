package io.veiltun.maybenot.generator;

import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;
import java.util.List;

/** Random transitions between the states of one machine. */
final class TransitionGenerator {
  private static final List<Event> CIRCPAD_EVENTS =
      List.of(
          Event.NORMAL_RECV,
          Event.NORMAL_SENT,
          Event.PADDING_SENT,
          Event.PADDING_RECV,
          Event.LIMIT_REACHED);

  private final RandomSource random;
  private final int states;
  private final boolean blocking;
  private final boolean expressive;
  private final boolean circpad;

  TransitionGenerator(
      RandomSource random, int states, boolean blocking, boolean expressive, boolean circpad) {
    this.random = random;
    this.states = states;
    this.blocking = blocking;
    this.expressive = expressive;
    this.circpad = circpad;
  }

  void addTo(State.Builder state, boolean limited) {
    for (Event event : circpad ? CIRCPAD_EVENTS : Event.all()) {
      if (!isPossible(event, limited)) {
        continue;
      }
      boolean coin = Draws.chance(random, 0.5);
      if (!coin && event != Event.LIMIT_REACHED) {
        continue;
      }
      if (circpad) {
        state.on(event, Draws.between(random, 0, states - 1));
      } else {
        branches(state, event);
      }
    }
  }

  private boolean isPossible(Event event, boolean limited) {
    return switch (event) {
      case BLOCKING_BEGIN, BLOCKING_END -> blocking;
      case LIMIT_REACHED -> limited;
      case TIMER_BEGIN, TIMER_END, COUNTER_ZERO, SIGNAL -> expressive;
      default -> true;
    };
  }

  private void branches(State.Builder state, Event event) {
    int count = Draws.between(random, 1, states);
    int[] targets = new int[states];
    for (int i = 0; i < states; i++) {
      targets[i] = i;
    }
    Draws.shuffle(random, targets);
    float[] probabilities = probabilities(count);
    for (int i = 0; i < count; i++) {
      state.on(event, targets[i], probabilities[i]);
    }
  }

  private float[] probabilities(int count) {
    float[] result = new float[count];
    while (true) {
      float sum = 0;
      for (int i = 0; i < count; i++) {
        result[i] = Rounding.thousandths(Draws.rangeSingle(random, 0.1f, 1.0f));
        sum += result[i];
      }
      float total = 0;
      for (int i = 0; i < count; i++) {
        result[i] = Rounding.thousandths(result[i] / sum);
        total += result[i];
      }
      if (total <= 1) {
        return result;
      }
    }
  }
}
