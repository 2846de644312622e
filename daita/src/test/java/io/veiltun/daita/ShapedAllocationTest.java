package io.veiltun.daita;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.shape.Shaper.Verdict;
import io.veiltun.engine.shape.ShaperPort;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Machines that react to every packet, padding and blocking, and a port that takes everything. */
class ShapedAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int PACKETS = 100_000;
  private static final int MTU = 1420;

  private static final class Port implements ShaperPort {
    long now;
    long wakeAt = Long.MAX_VALUE;
    int released;
    int injected;

    @Override
    public Release release(MemorySegment memory, long offset, int length) {
      released++;
      return Release.DONE;
    }

    @Override
    public int staged() {
      return 0;
    }

    @Override
    public boolean releaseStaged() {
      return false;
    }

    @Override
    public boolean keep(MemorySegment memory, long offset, int length) {
      return false;
    }

    @Override
    public Injection inject(MemorySegment plaintext, int length) {
      injected++;
      return Injection.SENT;
    }

    @Override
    public void flush() {}

    @Override
    public void resume() {}

    @Override
    public int unsent() {
      return 0;
    }

    @Override
    public void wakeAt(long atNanos) {
      wakeAt = atNanos;
    }

    @Override
    public void noWake() {
      wakeAt = Long.MAX_VALUE;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public int mtu() {
      return MTU;
    }
  }

  private final Port port = new Port();
  private final DaitaCounters counters = new DaitaCounters();
  private final DaitaShaper shaper =
      new DaitaShaper(
          Lab.settings(
              Machines.on(Event.NORMAL_SENT, Machines.padding(0.005, false, false)),
              Machines.on(Event.TUNNEL_SENT, Machines.timer(0.004, true)),
              Machines.on(Event.TUNNEL_RECV, Machines.padding(0.003, true, true)),
              Machines.on(Event.PADDING_RECV, Machines.blocking(0.002, 0.009, true, true))),
          Xoshiro256StarStar.fromSeed(1),
          counters);
  private final MemorySegment memory = Arena.ofAuto().allocate(2048, 64);
  private final PacketBatch batch = new PacketBatch(memory, 1);
  private final MemorySegment decoy = Arena.ofAuto().allocate(MTU, 64);

  private void packet(int number) {
    port.now += 7_000;
    while (port.wakeAt <= port.now) {
      port.wakeAt = Long.MAX_VALUE;
      shaper.wake(port.now);
    }
    batch.clear();
    batch.add(64, 1000, 0, 2048);
    if (shaper.queued(batch, 0, port.now) == Verdict.PASS) {
      shaper.sent(1, port.now);
    }
    shaper.opened(number % 3 == 0 ? decoy : memory, 0, 1000, port.now);
  }

  private long window() {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < PACKETS; i++) {
      packet(i);
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void shapedPacketsDecoysAndTimersCostNoAllocation() {
    DecoyFormat.write(decoy, 1000);
    memory.set(ValueLayout.JAVA_BYTE, 0, (byte) 0x45);
    shaper.attach(port, 0);
    shaper.room(0);
    DecoyFormat.writeHeader(decoy, 1000, DecoyFormat.ANSWER, MTU);
    shaper.opened(decoy, 0, 1000, 0);
    DecoyFormat.write(decoy, 1000);
    long least = Long.MAX_VALUE;
    for (int window = 0; window < 20 && least > 0; window++) {
      least = Math.min(least, window());
    }

    assertThat(port.injected).isGreaterThan(PACKETS / 10);
    assertThat(port.released).isGreaterThan(PACKETS / 10);
    assertThat(least).as("bytes for %d packets", PACKETS).isLessThan(PACKETS / 100);
  }
}
