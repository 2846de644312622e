package io.veiltun.maybenot.framework;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.veiltun.maybenot.framework.ScheduledAction.Kind;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Timer;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * Any valid machines against any events. The build only repeats the inputs kept beside the tests,
 * in an execution of their own. To search for new ones, one test at a time, until stopped:
 *
 * <pre>
 * JAZZER_FUZZ=1 mvn -pl maybenot-machines test-compile surefire:test@fuzz \
 *     -Dtest='FrameworkFuzzTest#anyEvents'
 * </pre>
 */
@Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FrameworkFuzzTest {
  private static final long DAY_MICROS = 86_400_000_000L;
  private static final int MOST_MACHINES = 4;
  private static final TriggerEvent[] EVENTS = TriggerEvent.values();

  /** Events as no integrator would send them, at any times. */
  @FuzzTest(maxDuration = "8h")
  void anyEvents(FuzzedDataProvider data) throws InvalidMachineException {
    long now = data.consumeLong();
    List<CompiledMachine> machines = machines(data);
    Framework framework = framework(data, machines, limits(data), now);
    while (data.remainingBytes() > 0) {
      now = data.consumeBoolean() ? now + data.consumeInt() : data.consumeLong();
      framework.begin(now);
      for (int i = data.consumeInt(0, 5); i > 0; i--) {
        framework.event(data.pickValue(EVENTS), data.consumeInt(-1, machines.size()));
      }
      framework.end();
      checkActions(framework);
      checkState(framework, machines);
    }
  }

  /** Padding is reported when it was asked for, once per action: then the limits hold. */
  @FuzzTest(maxDuration = "8h")
  void paddingStaysWithinItsLimits(FuzzedDataProvider data) throws InvalidMachineException {
    List<CompiledMachine> machines = machines(data);
    Limits limits = limits(data);
    Framework framework = framework(data, machines, limits, 0);
    boolean[] pending = new boolean[machines.size()];
    long now = 0;
    while (data.remainingBytes() > 0) {
      now += data.consumeInt(0, 1_000_000);
      framework.begin(now);
      for (int i = data.consumeInt(1, 3); i > 0; i--) {
        int machine = data.consumeInt(0, machines.size() - 1);
        TriggerEvent event = data.pickValue(EVENTS);
        if (pending[machine] && data.consumeBoolean()) {
          event = TriggerEvent.PADDING_SENT;
        }
        if (event != TriggerEvent.PADDING_SENT || pending[machine]) {
          framework.event(event, machine);
        }
        pending[machine] &= event != TriggerEvent.PADDING_SENT;
      }
      framework.end();
      arm(framework, pending);
      checkPadding(framework, machines, limits);
    }
  }

  private static List<CompiledMachine> machines(FuzzedDataProvider data)
      throws InvalidMachineException {
    List<CompiledMachine> machines = new ArrayList<>();
    int count = data.consumeInt(1, MOST_MACHINES);
    for (int i = 0; i < count; i++) {
      machines.add(FuzzedMachine.from(data));
    }
    return machines;
  }

  private static Limits limits(FuzzedDataProvider data) {
    return data.consumeBoolean()
        ? Limits.NONE
        : new Limits(data.consumeProbabilityDouble(), data.consumeProbabilityDouble());
  }

  private static Framework framework(
      FuzzedDataProvider data, List<CompiledMachine> machines, Limits limits, long now) {
    Mode mode = data.consumeBoolean() ? Mode.COMPAT : Mode.STRICT;
    return new Framework(
        machines, limits, mode, Xoshiro256StarStar.fromSeed(data.consumeLong()), now);
  }

  private static void checkActions(Framework framework) {
    int last = -1;
    for (int i = 0; i < framework.actions(); i++) {
      ScheduledAction action = framework.action(i);
      assertThat(action.machine()).isGreaterThan(last).isLessThan(framework.machines());
      assertThat(action.timeoutMicros()).isBetween(0L, DAY_MICROS);
      assertThat(action.durationMicros()).isBetween(0L, DAY_MICROS);
      last = action.machine();
    }
  }

  private static void checkState(Framework framework, List<CompiledMachine> machines) {
    int ended = 0;
    for (int i = 0; i < machines.size(); i++) {
      int state = framework.state(i);
      if (state == Framework.ENDED) {
        ended++;
      } else {
        assertThat(state).isBetween(0, machines.get(i).machine().states().size() - 1);
      }
      assertThat(framework.blockedNanos(i)).isNotNegative();
      assertThat(framework.scheduled(i)).isLessThanOrEqualTo(framework.judged(i, Verdict.ALLOWED));
    }
    assertThat(framework.allEnded()).isEqualTo(ended == machines.size());
  }

  /** A machine has one action timer: what it armed last counts. */
  private static void arm(Framework framework, boolean[] pending) {
    for (int i = 0; i < framework.actions(); i++) {
      ScheduledAction action = framework.action(i);
      if (action.kind() == Kind.SEND_PADDING) {
        pending[action.machine()] = true;
      } else if (action.timer() != Timer.INTERNAL) {
        pending[action.machine()] = false;
      }
    }
  }

  private static void checkPadding(
      Framework framework, List<CompiledMachine> machines, Limits limits) {
    double budgets = 0;
    for (int i = 0; i < machines.size(); i++) {
      double budget = unsigned(machines.get(i).machine().allowedPaddingPackets());
      double fraction = machines.get(i).machine().maxPaddingFrac();
      long sent = framework.paddingSent(i);
      budgets += budget;
      if (fraction > 0) {
        double total = sent + framework.normalSent(i);
        assertThat((double) sent)
            .as("padding of machine %d", i)
            .isLessThanOrEqualTo(Math.max(budget, fraction * total + 1 + 1e-9));
      }
    }
    if (limits.maxPaddingFrac() > 0) {
      double total = framework.totalPaddingSent() + framework.totalNormalSent();
      assertThat((double) framework.totalPaddingSent())
          .as("all padding")
          .isLessThanOrEqualTo(budgets + limits.maxPaddingFrac() * total + machines.size() + 1e-9);
    }
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : value + 0x1p64;
  }
}
