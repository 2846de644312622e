package io.veiltun.maybenot.framework;

import static io.veiltun.maybenot.framework.Machines.blocking;
import static io.veiltun.maybenot.framework.Machines.call;
import static io.veiltun.maybenot.framework.Machines.framework;
import static io.veiltun.maybenot.framework.Machines.padding;
import static io.veiltun.maybenot.framework.Machines.state;
import static io.veiltun.maybenot.framework.Machines.unlimited;
import static io.veiltun.maybenot.framework.Machines.withLimits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.Transition;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameworkTest {
  @Test
  void noMachinesGiveNoActionsAndCountPackets() {
    Framework framework = framework(Mode.COMPAT);
    call(framework, TriggerEvent.NORMAL_SENT, TriggerEvent.PADDING_SENT);
    assertThat(framework.actions()).isZero();
    assertThat(framework.totalNormalSent()).isEqualTo(1);
    assertThat(framework.totalPaddingSent()).isEqualTo(1);
    assertThat(framework.allEnded()).isTrue();
  }

  @Test
  void anInvalidMachineIsRejected() {
    assertThatThrownBy(() -> CompiledMachine.of(new Machine(0, 0, 0, 0, List.of())))
        .isInstanceOf(InvalidMachineException.class)
        .hasMessageContaining("state");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
  void aFractionOutsideItsRangeIsRejected(double fraction) {
    assertThatThrownBy(() -> new Limits(fraction, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxPaddingFrac");
    assertThatThrownBy(() -> new Limits(0, fraction))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxBlockingFrac");
  }

  @ParameterizedTest
  @EnumSource(TriggerEvent.class)
  void anUnknownMachineIsNoError(TriggerEvent event) throws InvalidMachineException {
    Framework framework = framework(Mode.COMPAT, unlimited(state().action(padding(1))));
    for (int machine : new int[] {-1, 1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      framework.trigger(event, machine, 0);
      assertThat(framework.actions()).isZero();
    }
    assertThat(framework.paddingSent(0)).isZero();
  }

  @Test
  void actionsAreInTheOrderOfTheMachinesAndEndWithTheCall() throws InvalidMachineException {
    CompiledMachine silent = unlimited(state());
    Framework framework =
        framework(
            Mode.COMPAT, paddingOn(Event.NORMAL_RECV, 3), silent, paddingOn(Event.NORMAL_RECV, 4));
    call(framework, TriggerEvent.NORMAL_RECV);
    assertThat(Calls.actions(framework))
        .containsExactly(
            "SendPadding{machine=0, timeout=3, bypass=false, replace=false}",
            "SendPadding{machine=2, timeout=4, bypass=false, replace=false}");
    assertThatThrownBy(() -> framework.action(2)).isInstanceOf(IndexOutOfBoundsException.class);
    framework.begin(0);
    assertThat(framework.actions()).isZero();
    framework.end();
    assertThat(framework.actions()).isZero();
  }

  private static CompiledMachine paddingOn(Event event, double timeout)
      throws InvalidMachineException {
    return unlimited(state().on(event, 1), state().action(padding(timeout)).on(event, 1));
  }

  @Test
  void aMachineThatEndedNeverReacts() throws InvalidMachineException {
    CompiledMachine machine =
        unlimited(
            state().on(Event.NORMAL_SENT, Transition.END).on(Event.NORMAL_RECV, 1),
            state().action(padding(1)));
    Xoshiro256StarStar random = Xoshiro256StarStar.fromSeed(2);
    Framework framework = new Framework(List.of(machine), Limits.NONE, Mode.COMPAT, random, 0);
    assertThat(framework.allEnded()).isFalse();
    call(framework, TriggerEvent.NORMAL_SENT);
    assertThat(framework.allEnded()).isTrue();
    assertThat(framework.state(0)).isEqualTo(Framework.ENDED);
    long words = random.words();
    for (TriggerEvent event : TriggerEvent.values()) {
      framework.trigger(event, 0, 0);
      assertThat(framework.actions()).isZero();
    }
    assertThat(random.words()).isEqualTo(words);
    assertThat(framework.transitions()).isEqualTo(1);
  }

  @Test
  void suppressedPaddingIsCountedByTheFirstLimitInTheWay() throws InvalidMachineException {
    CompiledMachine machine =
        withLimits(1, 0.5, 0, 0, state().action(padding(1, 9)).on(Event.NORMAL_RECV, 0));
    Framework framework = framework(Mode.COMPAT, new Limits(0.4, 0), machine);
    call(framework, TriggerEvent.NORMAL_RECV);
    framework.trigger(TriggerEvent.PADDING_SENT, 0, 0);
    call(framework, TriggerEvent.NORMAL_RECV);
    call(framework, TriggerEvent.NORMAL_SENT, TriggerEvent.PADDING_SENT, TriggerEvent.NORMAL_SENT);
    call(framework, TriggerEvent.NORMAL_RECV);
    assertThat(framework.scheduled(0)).isEqualTo(1);
    assertThat(framework.judged(0, Verdict.ALLOWED)).isEqualTo(1);
    assertThat(framework.judged(0, Verdict.MACHINE_PADDING)).isEqualTo(1);
    assertThat(framework.judged(0, Verdict.FRAMEWORK_PADDING)).isEqualTo(1);
    assertThat(framework.judged(0, Verdict.STATE_LIMIT)).isZero();
  }

  @Test
  void suppressedBlockingIsCountedByTheFirstLimitInTheWay() throws InvalidMachineException {
    CompiledMachine machine =
        withLimits(0, 0, 2, 0.9, state().action(blocking(false)).on(Event.NORMAL_RECV, 0));
    Framework framework = framework(Mode.COMPAT, new Limits(0, 0.5), machine);
    framework.trigger(TriggerEvent.BLOCKING_BEGIN, 0, 0);
    framework.trigger(TriggerEvent.NORMAL_RECV, 0, 1_000);
    assertThat(framework.actions()).isEqualTo(1);
    framework.trigger(TriggerEvent.NORMAL_RECV, 0, 10_000);
    assertThat(framework.judged(0, Verdict.MACHINE_BLOCKING)).isEqualTo(1);
    framework.trigger(TriggerEvent.BLOCKING_END, 0, 10_000);
    assertThat(framework.blocking()).isFalse();
    framework.trigger(TriggerEvent.NORMAL_RECV, 0, 15_000);
    assertThat(framework.judged(0, Verdict.FRAMEWORK_BLOCKING)).isEqualTo(1);
    framework.trigger(TriggerEvent.NORMAL_RECV, 0, 30_000);
    assertThat(framework.actions()).isEqualTo(1);
    assertThat(framework.totalBlockedNanos()).isEqualTo(10_000);
  }

  @Test
  void aClockThatGoesBackwardsBlocksNoTime() throws InvalidMachineException {
    Framework framework = framework(Mode.COMPAT, unlimited(state()));
    framework.trigger(TriggerEvent.BLOCKING_BEGIN, 0, 1_000);
    framework.trigger(TriggerEvent.BLOCKING_END, 0, 500);
    assertThat(framework.blockedNanos(0)).isZero();
  }

  @Test
  void branchesAreChosenByRunningSumsOfSinglePrecision() throws InvalidMachineException {
    CompiledMachine machine =
        unlimited(
            state()
                .on(Event.NORMAL_RECV, 0, 0.05f)
                .on(Event.NORMAL_RECV, 1, 0.1f)
                .on(Event.NORMAL_RECV, Transition.SIGNAL, 0.35f),
            state());
    FixedWords words = new FixedWords();
    assertThat(machine.choose(0, 0, words.next(0.05f - 0x1p-20f))).isEqualTo(0);
    assertThat(machine.choose(0, 0, words.next(0.05f + 0x1p-20f))).isEqualTo(1);
    assertThat(machine.choose(0, 0, words.next(0.15f + 0x1p-20f)))
        .isEqualTo(CompiledMachine.SIGNAL);
    assertThat(machine.choose(0, 0, words.next(0.5f + 0x1p-20f)))
        .isEqualTo(CompiledMachine.NOWHERE);
  }
}
