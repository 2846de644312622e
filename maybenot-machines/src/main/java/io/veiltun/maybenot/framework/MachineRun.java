package io.veiltun.maybenot.framework;

import io.veiltun.maybenot.machine.Machine;
import org.jspecify.annotations.Nullable;

/** What changes while one machine runs. Counts are unsigned where the machine's are. */
final class MachineRun {
  final int index;
  final CompiledMachine machine;
  final ScheduledAction slot;
  final ZeroFlags zeroed;
  final long allowedPadding;
  final double maxPaddingFrac;
  final long allowedBlockedNanos;
  final double maxBlockingFrac;

  /** A state's index or {@link CompiledMachine#END}. */
  int state;

  /** The mask of the state; 0 at the end, so that nothing is looked up there. */
  int mask;

  long limit;
  long counterA;
  long counterB;
  long paddingSent;
  long normalSent;
  long blockedNanos;
  long scheduled;
  final long[] verdicts = new long[Verdict.all().size()];

  MachineRun(int index, CompiledMachine compiled, ZeroFlags zeroed) {
    this.index = index;
    this.zeroed = zeroed;
    machine = compiled;
    slot = new ScheduledAction(index);
    Machine source = compiled.machine();
    allowedPadding = source.allowedPaddingPackets();
    maxPaddingFrac = source.maxPaddingFrac();
    allowedBlockedNanos = nanos(source.allowedBlockedMicrosec());
    maxBlockingFrac = source.maxBlockingFrac();
    mask = compiled.mask(0);
  }

  /** Unsigned in both; what does not fit is more than any time. */
  private static long nanos(long micros) {
    long most = Long.divideUnsigned(-1, 1000);
    return Long.compareUnsigned(micros, most) > 0 ? -1 : micros * 1000;
  }

  boolean ended() {
    return state == CompiledMachine.END;
  }

  boolean listens(int event) {
    return (mask >>> event & 1) != 0;
  }

  /** True if entering the current state changes a counter. */
  boolean counts() {
    return (mask & CompiledMachine.COUNTS) != 0;
  }

  /** The action of the current state. */
  @Nullable CompiledAction action() {
    return ended() ? null : machine.action(state);
  }

  void moveTo(int target) {
    state = target;
    mask = machine.mask(target);
  }

  void end() {
    state = CompiledMachine.END;
    mask = 0;
  }
}
