package io.veiltun.maybenot.framework;

import static io.veiltun.maybenot.framework.Machines.call;
import static io.veiltun.maybenot.framework.Machines.framework;
import static io.veiltun.maybenot.framework.Machines.padding;
import static io.veiltun.maybenot.framework.Machines.state;
import static io.veiltun.maybenot.framework.Machines.unlimited;
import static io.veiltun.maybenot.framework.Machines.withPaddingFrac;
import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.machine.Counter;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Transition;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each difference between the modes: the quirk in one, the rule in the other. */
class StrictModeTest {
  private static final Counter SET_ONE =
      new Counter(Counter.Operation.SET, Optional.empty(), false);
  private static final Counter DECREMENT =
      new Counter(Counter.Operation.DECREMENT, Optional.empty(), false);

  @Test
  void eachMachineGetsItsOwnCounterZero() throws InvalidMachineException {
    CompiledMachine machine =
        unlimited(
            state().on(Event.NORMAL_RECV, 1),
            state().counterA(SET_ONE).on(Event.NORMAL_SENT, 2),
            state().counterA(DECREMENT).on(Event.COUNTER_ZERO, 3),
            state());
    for (Mode mode : Mode.values()) {
      Framework framework = framework(mode, machine, machine);
      call(framework, TriggerEvent.NORMAL_RECV);
      call(framework, TriggerEvent.NORMAL_SENT);
      assertThat(framework.state(0)).as("first, %s", mode).isEqualTo(3);
      assertThat(framework.state(1)).as("second, %s", mode).isEqualTo(strict(mode) ? 3 : 2);
    }
  }

  @Test
  void counterZeroIsRaisedOncePerCounterAndCallInBothModes() throws InvalidMachineException {
    CompiledMachine machine =
        unlimited(
            state().counterA(SET_ONE).on(Event.NORMAL_SENT, 1).on(Event.COUNTER_ZERO, 2),
            state().counterA(DECREMENT).on(Event.NORMAL_RECV, 0).on(Event.COUNTER_ZERO, 2),
            state().on(Event.NORMAL_RECV, 0));
    for (Mode mode : Mode.values()) {
      Framework framework = framework(mode, machine);
      call(framework, TriggerEvent.NORMAL_SENT, TriggerEvent.NORMAL_RECV);
      assertThat(framework.counterA(0)).isEqualTo(1);
      call(framework, TriggerEvent.NORMAL_SENT, TriggerEvent.NORMAL_RECV, TriggerEvent.NORMAL_SENT);
      assertThat(framework.state(0)).as("one call, %s", mode).isEqualTo(1);
      call(framework, TriggerEvent.NORMAL_RECV);
      call(framework, TriggerEvent.NORMAL_SENT);
      assertThat(framework.state(0)).as("its own call, %s", mode).isEqualTo(2);
    }
  }

  @Test
  void anEarlierEventsActionDoesNotStandInTheWayOfTheNewState() throws InvalidMachineException {
    CompiledMachine machine =
        unlimited(
            state().on(Event.NORMAL_RECV, 1),
            state().action(padding(8)).counterA(SET_ONE).on(Event.NORMAL_SENT, 2),
            state().action(padding(5)).counterA(DECREMENT));
    for (Mode mode : Mode.values()) {
      assertThat(timeoutOfBothEvents(mode, machine)).as("%s", mode).isEqualTo(strict(mode) ? 5 : 8);
    }
  }

  @Test
  void anActionThatCounterZeroLedToTakesPrecedenceInBothModes() throws InvalidMachineException {
    CompiledMachine machine =
        unlimited(
            state().on(Event.NORMAL_RECV, 1),
            state().action(padding(8)).counterA(SET_ONE).on(Event.NORMAL_SENT, 2),
            state().action(padding(5)).counterA(DECREMENT).on(Event.COUNTER_ZERO, 3),
            state().action(padding(7)));
    for (Mode mode : Mode.values()) {
      assertThat(timeoutOfBothEvents(mode, machine)).as("%s", mode).isEqualTo(7);
    }
  }

  private static long timeoutOfBothEvents(Mode mode, CompiledMachine machine) {
    Framework framework = framework(mode, machine);
    call(framework, TriggerEvent.NORMAL_RECV, TriggerEvent.NORMAL_SENT);
    return framework.action(0).timeoutMicros();
  }

  @Test
  void aUsedUpLimitHoldsBeforeTheFirstPacket() throws InvalidMachineException {
    CompiledMachine machine =
        withPaddingFrac(0.5, state().on(Event.NORMAL_RECV, 1), state().action(padding(1, 0)));
    for (Mode mode : Mode.values()) {
      Framework framework = framework(mode, machine);
      call(framework, TriggerEvent.NORMAL_RECV);
      assertThat(framework.actions()).as("%s", mode).isEqualTo(strict(mode) ? 0 : 1);
      assertThat(framework.judged(0, Verdict.STATE_LIMIT)).isEqualTo(strict(mode) ? 1 : 0);
    }
  }

  @Test
  void aUsedUpLimitHoldsBeforeTheFrameworksFirstPacket() throws InvalidMachineException {
    CompiledMachine machine =
        unlimited(state().on(Event.NORMAL_RECV, 1), state().action(padding(1, 0)));
    for (Mode mode : Mode.values()) {
      Framework framework = framework(mode, new Limits(0.5, 0), machine);
      call(framework, TriggerEvent.NORMAL_RECV);
      assertThat(framework.actions()).as("%s", mode).isEqualTo(strict(mode) ? 0 : 1);
    }
  }

  @Test
  void theFrameworksFractionHoldsBeforeTheMachinesFirstPacket() throws InvalidMachineException {
    CompiledMachine machine =
        withPaddingFrac(0.5, state().on(Event.NORMAL_RECV, 1), state().action(padding(1)));
    for (Mode mode : Mode.values()) {
      Framework framework = framework(mode, new Limits(0.1, 0), machine);
      call(framework, TriggerEvent.PADDING_SENT);
      call(framework, TriggerEvent.NORMAL_RECV);
      assertThat(framework.actions()).as("%s", mode).isEqualTo(strict(mode) ? 0 : 1);
      assertThat(framework.judged(0, Verdict.FRAMEWORK_PADDING)).isEqualTo(strict(mode) ? 1 : 0);
    }
  }

  @Test
  void aMachineThatSignalsTwiceDoesNotHearItself() throws InvalidMachineException {
    CompiledMachine machine =
        unlimited(state().on(Event.NORMAL_RECV, Transition.SIGNAL).on(Event.SIGNAL, 1), state());
    for (Mode mode : Mode.values()) {
      Framework framework = framework(mode, machine, machineOfSilentState());
      call(framework, TriggerEvent.NORMAL_RECV, TriggerEvent.NORMAL_RECV);
      assertThat(framework.state(0)).as("%s", mode).isEqualTo(strict(mode) ? 0 : 1);
      assertThat(framework.state(1)).as("the other, %s", mode).isEqualTo(1);
    }
  }

  @Test
  void anAnswerReachesAllOtherMachines() throws InvalidMachineException {
    CompiledMachine first =
        unlimited(state().on(Event.NORMAL_SENT, Transition.SIGNAL).on(Event.SIGNAL, 1), state());
    CompiledMachine answering = unlimited(state().on(Event.SIGNAL, Transition.SIGNAL));
    for (Mode mode : Mode.values()) {
      Framework framework = framework(mode, first, answering, observer());
      call(framework, TriggerEvent.NORMAL_SENT);
      assertThat(framework.state(0)).as("first signaller, %s", mode).isEqualTo(1);
      assertThat(framework.state(2)).as("third machine, %s", mode).isEqualTo(strict(mode) ? 2 : 1);
    }
  }

  @Test
  void machinesThatAnswerForEverAreCutOffWithinTheCall() throws InvalidMachineException {
    State.Builder always =
        state().on(Event.NORMAL_SENT, Transition.SIGNAL).on(Event.SIGNAL, Transition.SIGNAL);
    CompiledMachine answering = unlimited(state().on(Event.SIGNAL, Transition.SIGNAL));
    for (Mode mode : Mode.values()) {
      Framework framework = framework(mode, unlimited(always), answering, observer());
      call(framework, TriggerEvent.NORMAL_SENT);
      assertThat(framework.state(2)).as("%s", mode).isEqualTo(strict(mode) ? 3 : 1);
      assertThat(framework.listens(TriggerEvent.TUNNEL_RECV)).isEqualTo(!strict(mode));
      call(framework);
      assertThat(framework.state(2)).as("next call, %s", mode).isEqualTo(strict(mode) ? 3 : 2);
    }
  }

  private static CompiledMachine machineOfSilentState() throws InvalidMachineException {
    return unlimited(state().on(Event.SIGNAL, 1), state());
  }

  /** Its state is the number of signals it got, up to 4. */
  private static CompiledMachine observer() throws InvalidMachineException {
    return unlimited(
        state().on(Event.SIGNAL, 1),
        state().on(Event.SIGNAL, 2),
        state().on(Event.SIGNAL, 3),
        state().on(Event.SIGNAL, 4),
        state());
  }

  private static boolean strict(Mode mode) {
    return mode == Mode.STRICT;
  }
}
