package io.veiltun.maybenot.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationTest {
  private static final State EMPTY = State.builder().build();

  private static Machine machine(State... states) {
    return new Machine(0, 0, 0, 0, List.of(states));
  }

  private static String failure(Machine machine) {
    InvalidMachineException e =
        catchThrowableOfType(InvalidMachineException.class, () -> Validation.check(machine));
    assertThat(e).as("nothing was wrong").isNotNull();
    return String.valueOf(e.getMessage());
  }

  private static void accepts(Machine machine) {
    assertThatCode(() -> Validation.check(machine)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, -Double.MIN_VALUE, 1.0000001, Double.POSITIVE_INFINITY, Double.NaN})
  void fractionsOutsideZeroToOneAreRefused(double frac) {
    assertThat(failure(new Machine(0, frac, 0, 0, List.of(EMPTY))))
        .isEqualTo("maxPaddingFrac: " + frac + " is not between 0 and 1");
    assertThat(failure(new Machine(0, 0, 0, frac, List.of(EMPTY))))
        .isEqualTo("maxBlockingFrac: " + frac + " is not between 0 and 1");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.0, 0, Double.MIN_VALUE, 1})
  void fractionsFromZeroToOneAreFine(double frac) {
    accepts(new Machine(-1, frac, -1, frac, List.of(EMPTY)));
  }

  @Test
  void aMachineHasOneToAHundredThousandStates() {
    assertThat(failure(machine())).isEqualTo("states: a machine needs at least one state");
    accepts(new Machine(0, 0, 0, 0, Collections.nCopies(Machine.MAX_STATES, EMPTY)));
    assertThat(failure(new Machine(0, 0, 0, 0, Collections.nCopies(Machine.MAX_STATES + 1, EMPTY))))
        .isEqualTo("states: 100001 states, at most 100000 are allowed");
  }

  @ParameterizedTest
  @ValueSource(longs = {2, Transition.SIGNAL - 1, Transition.END + 1, Long.MIN_VALUE, -1})
  void targetsThatDoNotExistAreRefused(long target) {
    assertThat(failure(machine(EMPTY, State.builder().on(Event.TUNNEL_RECV, target).build())))
        .isEqualTo(
            "states[1].transitions.TunnelRecv[0]: target %s does not exist (2 states)"
                .formatted(Long.toUnsignedString(target)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, Transition.SIGNAL, Transition.END})
  void statesAndPseudoStatesAreTargets(long target) {
    accepts(machine(EMPTY, State.builder().on(Event.SIGNAL, target).build()));
  }

  @Test
  void aTargetOccursOnceInAList() {
    State state = State.builder().on(Event.SIGNAL, 0, 0.1f).on(Event.SIGNAL, 0, 0.1f).build();
    assertThat(failure(machine(state)))
        .isEqualTo("states[0].transitions.Signal[1]: target 0 occurs twice");
    State ends =
        State.builder()
            .on(Event.SIGNAL, Transition.END, 0.1f)
            .on(Event.SIGNAL, Transition.END, 0.1f)
            .build();
    assertThat(failure(machine(ends)))
        .isEqualTo("states[0].transitions.Signal[1]: target END occurs twice");
    accepts(machine(State.builder().on(Event.SIGNAL, 0).on(Event.TIMER_END, 0).build()));
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -0.0f, -1, 1.0000001f, Float.POSITIVE_INFINITY, Float.NaN})
  void probabilitiesOutsideZeroToOneAreRefused(float probability) {
    State state = State.builder().on(Event.COUNTER_ZERO, 0, probability).build();
    assertThat(failure(machine(state)))
        .isEqualTo(
            "states[0].transitions.CounterZero[0]: probability %s is not above 0 and at most 1"
                .formatted(probability));
  }

  @Test
  void probabilitiesAddUpInSinglePrecision() {
    accepts(branching(0.05f, 0.1f, 0.85f));
    assertThat(failure(branching(0.1f, 0.45f, 0.1f, 0.15f, 0.2f)))
        .isEqualTo(
            "states[0].transitions.NormalSent: the probabilities add up to 1.0000001, more than 1");
    accepts(branching(0.25f, 0.25f));
    assertThat(failure(branching(0.5f, 0.75f))).contains("add up to 1.25");
  }

  private static Machine branching(float... probabilities) {
    State.Builder first = State.builder();
    List<State> states = new ArrayList<>();
    for (int i = 0; i < probabilities.length; i++) {
      first.on(Event.NORMAL_SENT, i, probabilities[i]);
      states.add(EMPTY);
    }
    states.set(0, first.build());
    return new Machine(0, 0, 0, 0, states);
  }

  @Test
  void anEmptyListOfTransitionsIsRefused() {
    List<Optional<List<Transition>>> transitions =
        new ArrayList<>(Collections.nCopies(Event.all().size(), Optional.empty()));
    transitions.set(Event.TIMER_BEGIN.index(), Optional.of(List.of()));
    State state = new State(Optional.empty(), Optional.empty(), Optional.empty(), transitions);
    assertThat(failure(machine(state)))
        .isEqualTo("states[0].transitions.TimerBegin: an empty list of transitions");
  }

  @Test
  void everyDistributionOfAStateIsChecked() {
    Dist good = Dist.at(1);
    Dist bad = new Dist(new DistType.Poisson(0), 0, 0);
    Optional<Dist> limit = Optional.of(bad);
    Optional<Dist> none = Optional.empty();
    assertThat(place(new Action.SendPadding(false, false, bad, none))).isEqualTo("action.timeout");
    assertThat(place(new Action.SendPadding(false, false, good, limit))).isEqualTo("action.limit");
    assertThat(place(new Action.BlockOutgoing(false, false, bad, good, none)))
        .isEqualTo("action.timeout");
    assertThat(place(new Action.BlockOutgoing(false, false, good, bad, none)))
        .isEqualTo("action.duration");
    assertThat(place(new Action.BlockOutgoing(false, false, good, good, limit)))
        .isEqualTo("action.limit");
    assertThat(place(new Action.UpdateTimer(false, bad, none))).isEqualTo("action.duration");
    assertThat(place(new Action.UpdateTimer(false, good, limit))).isEqualTo("action.limit");
    Counter counter = new Counter(Counter.Operation.SET, limit, true);
    assertThat(place(State.builder().counterA(counter))).isEqualTo("counterA.dist");
    assertThat(place(State.builder().counterB(counter))).isEqualTo("counterB.dist");
    accepts(machine(State.builder().action(new Action.Cancel(Timer.ALL)).build()));
  }

  private static String place(Action action) {
    return place(State.builder().action(action));
  }

  private static String place(State.Builder state) {
    String message = failure(machine(EMPTY, state.build()));
    assertThat(message).startsWith("states[1].").endsWith(".lambda: 0.0 is not greater than 0");
    return message.substring("states[1].".length(), message.indexOf(".lambda"));
  }

  @Test
  void transitionsAreCheckedBeforeDistributionsAndStatesInOrder() {
    State dist = State.builder().action(padding(new DistType.Poisson(0))).build();
    State both =
        State.builder().action(padding(new DistType.Poisson(0))).on(Event.SIGNAL, 9).build();
    assertThat(failure(machine(both))).contains("target 9");
    assertThat(failure(machine(dist, both))).startsWith("states[0].action");
  }

  static Action padding(DistType type) {
    return new Action.SendPadding(
        false, false, new Dist(type, Double.NaN, Double.NEGATIVE_INFINITY), Optional.empty());
  }
}
