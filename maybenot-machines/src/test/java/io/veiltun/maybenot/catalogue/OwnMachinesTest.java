package io.veiltun.maybenot.catalogue;

import static io.veiltun.maybenot.framework.TriggerEvent.BLOCKING_BEGIN;
import static io.veiltun.maybenot.framework.TriggerEvent.BLOCKING_END;
import static io.veiltun.maybenot.framework.TriggerEvent.NORMAL_RECV;
import static io.veiltun.maybenot.framework.TriggerEvent.NORMAL_SENT;
import static io.veiltun.maybenot.framework.TriggerEvent.PADDING_RECV;
import static io.veiltun.maybenot.framework.TriggerEvent.PADDING_SENT;
import static io.veiltun.maybenot.framework.TriggerEvent.TUNNEL_SENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.framework.CompiledMachine;
import io.veiltun.maybenot.framework.Framework;
import io.veiltun.maybenot.framework.Limits;
import io.veiltun.maybenot.framework.Mode;
import io.veiltun.maybenot.framework.ScheduledAction;
import io.veiltun.maybenot.framework.TriggerEvent;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our machines, run. */
class OwnMachinesTest {
  /** One machine, and the last thing it asked for as text. */
  private static final class Run {
    private final Framework framework;

    Run(Machine machine) throws InvalidMachineException {
      framework =
          new Framework(
              List.of(CompiledMachine.of(machine)),
              new Limits(0, 0),
              Mode.STRICT,
              Xoshiro256StarStar.fromSeed(7),
              0);
    }

    String after(TriggerEvent event) {
      framework.trigger(event, event.ofMachine() ? 0 : -1, 0);
      if (framework.actions() == 0) {
        return "nothing";
      }
      ScheduledAction action = framework.action(0);
      return switch (action.kind()) {
        case SEND_PADDING -> "slot after " + action.timeoutMicros();
        case BLOCK_OUTGOING ->
            "block for " + action.durationMicros() + " after " + action.timeoutMicros();
        default -> action.toString();
      };
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 50})
  void theRatioKeeperAnswersEveryNthPacketReceived(int received) throws InvalidMachineException {
    Run run = new Run(OwnMachines.ratio(received));
    for (int round = 0; round < 3; round++) {
      for (int i = 1; i < received; i++) {
        TriggerEvent event = i % 2 == 0 ? NORMAL_RECV : PADDING_RECV;
        assertThat(run.after(event)).as("packet %d", i).isEqualTo("nothing");
      }
      assertThat(run.after(NORMAL_RECV)).isEqualTo("slot after 0");
      assertThat(run.after(PADDING_SENT)).isEqualTo("nothing");
      assertThat(run.after(TUNNEL_SENT)).isEqualTo("nothing");
    }
  }

  @Test
  void aPacketSentStartsTheRatioKeepersCountAnew() throws InvalidMachineException {
    Run run = new Run(OwnMachines.ratio(3));
    for (int round = 0; round < 5; round++) {
      assertThat(run.after(NORMAL_RECV)).isEqualTo("nothing");
      assertThat(run.after(NORMAL_RECV)).isEqualTo("nothing");
      assertThat(run.after(TUNNEL_SENT)).isEqualTo("nothing");
    }
  }

  @Test
  void theConstantRateNeverStopsAndBlocksAgainWhenABlockEnds() throws InvalidMachineException {
    Run run = new Run(OwnMachines.constantRate(5000));
    assertThat(run.after(NORMAL_RECV)).isEqualTo("block for 86400000000 after 0");
    assertThat(run.after(BLOCKING_BEGIN)).isEqualTo("slot after 5000");
    for (int i = 0; i < 1000; i++) {
      assertThat(run.after(PADDING_SENT)).isEqualTo("slot after 5000");
      assertThat(run.after(TUNNEL_SENT)).isEqualTo("nothing");
    }
    assertThat(run.after(BLOCKING_END)).isEqualTo("block for 86400000000 after 0");
  }

  @Test
  void aTrainHasItsCountAndATrailThenEndsTheBlock() throws InvalidMachineException {
    Run run = new Run(OwnMachines.trains(2000, 20, 10, 40));
    for (int round = 0; round < 20; round++) {
      assertThat(slots(run, -1)).isBetween(20 + 10, 20 + 40);
    }
  }

  @Test
  void aPacketInTheTrailStartsTheTrailAnew() throws InvalidMachineException {
    Run run = new Run(OwnMachines.trains(2000, 20, 10, 40));
    for (int round = 0; round < 20; round++) {
      assertThat(slots(run, 29)).isBetween(29 + 10, 29 + 40);
    }
  }

  /** Runs one train, with another packet to send after some slots, and counts its slots. */
  private static int slots(Run run, int packetAfter) {
    assertThat(run.after(NORMAL_SENT)).isEqualTo("block for 86400000000 after 0");
    assertThat(run.after(BLOCKING_BEGIN)).isEqualTo("slot after 2000");
    for (int slots = 1; slots < 1000; slots++) {
      String next = run.after(PADDING_SENT);
      if (next.equals("block for 0 after 0")) {
        assertThat(run.after(BLOCKING_END)).isEqualTo("nothing");
        return slots;
      }
      assertThat(next).isEqualTo("slot after 2000");
      if (slots == packetAfter) {
        assertThat(run.after(NORMAL_SENT)).isEqualTo("slot after 2000");
      }
    }
    throw new AssertionError("the train did not end");
  }
}
