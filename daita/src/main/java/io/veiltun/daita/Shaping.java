package io.veiltun.daita;

import static io.veiltun.daita.MachineDriver.NONE;
import static io.veiltun.maybenot.framework.TriggerEvent.BLOCKING_BEGIN;
import static io.veiltun.maybenot.framework.TriggerEvent.BLOCKING_END;
import static io.veiltun.maybenot.framework.TriggerEvent.NORMAL_RECV;
import static io.veiltun.maybenot.framework.TriggerEvent.NORMAL_SENT;
import static io.veiltun.maybenot.framework.TriggerEvent.PADDING_RECV;
import static io.veiltun.maybenot.framework.TriggerEvent.PADDING_SENT;
import static io.veiltun.maybenot.framework.TriggerEvent.TUNNEL_RECV;
import static io.veiltun.maybenot.framework.TriggerEvent.TUNNEL_SENT;

import io.veiltun.daita.DaitaCounters.Outcome;
import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.shape.Shaper.Verdict;
import io.veiltun.engine.shape.ShaperPort;
import io.veiltun.engine.shape.ShaperPort.Release;
import io.veiltun.maybenot.framework.TriggerEvent;
import io.veiltun.maybenot.random.RandomSource;
import java.util.concurrent.TimeUnit;

/**
 * Machines at work on the way out of one peer: holds packets while a block is active, sends decoys
 * when they are due, and wakes when the next timer expires. Belongs to the send loop.
 */
final class Shaping implements MachineDriver.Effects {
  /** A timer that expires later than this shows that the machine was suspended. */
  private static final long SUSPENDED = TimeUnit.SECONDS.toNanos(1);

  /** The most timers that expire in one go; the others get their turn after packets that wait. */
  private static final int MAX_EXPIRIES = 64;

  /** How many probes are answered in {@link #ANSWER_TIME}: what one end asks when it starts. */
  private static final int MAX_ANSWERS = 40;

  private static final long ANSWER_TIME = TimeUnit.SECONDS.toNanos(5);

  private static final long PUT_OFF = TimeUnit.MILLISECONDS.toNanos(1);

  private final ShaperPort port;
  private final DaitaCounters counters;
  private final MachineDriver machines;
  private final DecoySender decoys;
  private final PathProbe probe;
  private final HeldPackets held;
  private final Block block = new Block();
  private final long maxDelayNanos;
  private final int minFree;
  private final int largest;
  private long wakeAt = MachineTimers.OFF;

  /** Since when packets that found no session could leave but for the block; OFF for none. */
  private long stagedSince = MachineTimers.OFF;

  private boolean ended;
  private int answers;
  private long answersSince;

  Shaping(
      ShaperPort port,
      DaitaSettings settings,
      RandomSource random,
      DaitaCounters counters,
      PeerSize peerSize,
      long now) {
    this.port = port;
    this.counters = counters;
    machines = new MachineDriver(settings, random, counters, now);
    decoys = new DecoySender(port, settings, counters, port.mtu(), now);
    probe = new PathProbe(this::sendProbe, peerSize);
    maxDelayNanos = settings.maxDelay().toNanos();
    held = new HeldPackets(settings.holding().most());
    minFree = settings.holding().minFree();
    largest = port.mtu();
  }

  int size(int mtu) {
    return Math.min(largest, probe.size(mtu));
  }

  PathProbe.State pathState() {
    return probe.state();
  }

  boolean holds() {
    return block.isActive();
  }

  /** A packet of the user came or goes. Any loop. */
  void dataSeen(long now) {
    decoys.dataSeen(now);
  }

  /** Any loop. */
  void execute(Runnable task) {
    port.execute(task);
  }

  /** Tells the machines, once it is known what size everything has. */
  private void event(TriggerEvent event, long now) {
    if (probe.isOver()) {
      machines.event(event, NONE, now);
    }
  }

  private void events(TriggerEvent event, long count, long now) {
    if (probe.isOver()) {
      machines.events(event, count, now);
    }
  }

  Verdict queued(PacketBatch batch, int slot, long now) {
    decoys.dataSeen(now);
    Verdict verdict = verdict(batch, slot, now);
    event(NORMAL_SENT, now);
    arm();
    return verdict;
  }

  /** Behind what is held, even when the block is over: a packet never overtakes another. */
  private Verdict verdict(PacketBatch batch, int slot, long now) {
    if (!block.isActive() && held.isEmpty()) {
      return Verdict.PASS;
    }
    if (held.isFull()) {
      counters.discarded(1);
      return Verdict.DROP;
    }
    held.add(batch.memory(), batch.offset(slot), batch.length(slot), largest, now);
    counters.held(held.size());
    return Verdict.HOLD;
  }

  void sent(int packets, long now) {
    events(TUNNEL_SENT, packets, now);
    room(now);
  }

  void room(long now) {
    probe.begin(port.mtu(), now);
    if (!block.isActive()) {
      releaseHeld(now);
    } else if (stagedSince == MachineTimers.OFF && port.staged() > 0) {
      stagedSince = now;
    }
    port.flush();
    arm();
  }

  int discard() {
    int forgotten = held.clear();
    counters.discarded(forgotten);
    counters.heldNow(0);
    return forgotten;
  }

  /** The shaper goes: what it holds leaves, or waits for a session or room. */
  int end(long now) {
    if (block.isActive()) {
      counters.blocked(block.end(now));
      port.resume();
    }
    releaseHeld(now);
    port.flush();
    while (!held.isEmpty() && keepHead()) {}
    port.noWake();
    ended = true;
    return discard();
  }

  private boolean keepHead() {
    boolean kept =
        held.headIsDecoy() || port.keep(held.memory(), held.headOffset(), held.headLength());
    if (kept) {
      held.removeHead();
    }
    return kept;
  }

  /** Tells the machines what arrived since the last time. */
  void received(ReceivedEvents events) {
    if (ended) {
      return;
    }
    events.begin();
    long now = port.nanos();
    // Whatever arrives meanwhile has announced itself again.
    for (int i = 0; i < ReceivedEvents.CAPACITY; i++) {
      long entry = events.poll();
      if (entry == 0) {
        break;
      }
      received(entry, now);
    }
    more(NORMAL_RECV, events.takeMorePackets(), now);
    more(PADDING_RECV, events.takeMoreDecoys(), now);
    port.flush();
    arm();
  }

  private void received(long entry, long now) {
    probe.heard();
    long kind = ReceivedEvents.kind(entry);
    if (kind == ReceivedEvents.KEEPALIVE) {
      return;
    }
    event(TUNNEL_RECV, now);
    event(kind == ReceivedEvents.PACKET ? NORMAL_RECV : PADDING_RECV, now);
    if (kind == ReceivedEvents.PROBE || kind == ReceivedEvents.FIRST_PROBE) {
      probe.peerProbes(kind == ReceivedEvents.FIRST_PROBE, now);
      answer(ReceivedEvents.size(entry), now);
    } else if (kind == ReceivedEvents.ANSWER) {
      probe.answer(ReceivedEvents.size(entry));
    }
  }

  /**
   * In the size of the probe at most: what came through in it will hardly fail on the way back.
   * During a block the next decoy that may leave is the answer.
   */
  private void answer(int probed, long now) {
    int size = size(port.mtu());
    if (now - answersSince > ANSWER_TIME) {
      answersSince = now;
      answers = 0;
    }
    if (probed < Math.min(size, PathProbe.LEAST) || ++answers > MAX_ANSWERS) {
      return;
    }
    if (block.isActive()) {
      decoys.answerLater(probed);
    } else {
      decoys.message(DecoyFormat.ANSWER, Math.min(probed, size), probed, now);
    }
  }

  private void more(TriggerEvent event, long count, long now) {
    if (count > 0) {
      counters.overrun(count);
      events(TUNNEL_RECV, count, now);
      events(event, count, now);
    }
  }

  /** Carries out whatever is due, in the order of its time; a block's end before timers. */
  void wake(long now) {
    wakeAt = MachineTimers.OFF;
    for (int i = 0; i < MAX_EXPIRIES && expireNext(now); i++) {}
    port.flush();
    arm();
  }

  private boolean expireNext(long now) {
    long blockEnd = blockEnd();
    long timer = machines.earliest();
    if (blockEnd <= now && blockEnd <= timer) {
      endBlock(blockEnd < block.until(), now);
    } else if (timer <= now || machines.anyPutOff()) {
      machines.fire(now, this);
    } else if (probe.nextAt() <= now) {
      probe.wake(now);
    } else {
      return false;
    }
    return true;
  }

  /** When the block ends by itself or by the longest delay a packet may have. */
  private long blockEnd() {
    long end = block.until();
    if (!block.isActive()) {
      return end;
    }
    if (held.packets() > 0) {
      // With too few places left the oldest has waited long enough.
      long delay = held.free() < minFree ? 0 : maxDelayNanos;
      end = Math.min(end, held.oldestPacketSince() + delay);
    }
    if (stagedSince != MachineTimers.OFF && port.staged() > 0) {
      end = Math.min(end, stagedSince + maxDelayNanos);
    }
    return end;
  }

  private void endBlock(boolean cut, long now) {
    if (cut) {
      counters.outcome(Outcome.BLOCKING_CUT);
    }
    counters.blocked(block.end(now));
    stagedSince = MachineTimers.OFF;
    event(BLOCKING_END, now);
    port.resume();
    releaseHeld(now);
    decoys.answerNow(size(port.mtu()), now);
  }

  /** Sends what was held, in order, as far as there is a session and room. */
  private void releaseHeld(long now) {
    while (!held.isEmpty() && releaseHead(now)) {}
    counters.heldNow(held.size());
  }

  private boolean releaseHead(long now) {
    if (held.headIsDecoy()) {
      held.removeHead();
      counters.outcome(decoys.send(size(port.mtu()), now));
      return true;
    }
    Release release = port.release(held.memory(), held.headOffset(), held.headLength());
    if (release == Release.DONE) {
      held.removeHead();
    }
    return release != Release.NOT_NOW;
  }

  @Override
  public void padding(int machine, boolean bypass, boolean replace, long lateNanos, long now) {
    Outcome outcome = lateNanos > SUSPENDED ? Outcome.PADDING_LATE : padding(bypass, replace, now);
    counters.outcome(outcome);
    machines.event(PADDING_SENT, machine, now);
  }

  private Outcome padding(boolean bypass, boolean replace, long now) {
    if (!block.isActive()) {
      return replace && anyUnsent() ? Outcome.PADDING_REPLACED : decoys.send(size(port.mtu()), now);
    }
    if (block.isBypassable() && bypass) {
      return replace && (port.staged() > 0 || !held.isEmpty())
          ? bypassHead(now)
          : decoys.send(size(port.mtu()), now);
    }
    if (replace && anyUnsent()) {
      return Outcome.PADDING_REPLACED;
    }
    if (held.isFull()) {
      return Outcome.PADDING_BUSY;
    }
    held.addDecoy(largest, now);
    counters.heldNow(held.size());
    return Outcome.PADDING_HELD;
  }

  private boolean anyUnsent() {
    return !held.isEmpty() || port.unsent() > 0;
  }

  private Outcome bypassHead(long now) {
    if (held.isEmpty()) {
      port.releaseStaged();
    } else {
      releaseHead(now);
    }
    counters.heldNow(held.size());
    return Outcome.PADDING_REPLACED;
  }

  @Override
  public void block(
      int machine, long durationNanos, boolean bypass, boolean replace, long lateNanos, long now) {
    boolean late = lateNanos > SUSPENDED;
    boolean applied = block.apply(now, late ? 0 : durationNanos, bypass, replace && !late);
    if (late) {
      counters.outcome(Outcome.BLOCKING_LATE);
    } else {
      counters.outcome(applied ? Outcome.BLOCKING_APPLIED : Outcome.BLOCKING_KEPT);
    }
    machines.event(BLOCKING_BEGIN, machine, now);
  }

  private Outcome sendProbe(int size, long now) {
    return block.isActive()
        ? Outcome.PADDING_HELD
        : decoys.message(DecoyFormat.PROBE, size, size, now);
  }

  private void arm() {
    long next = Math.min(Math.min(machines.earliest(), blockEnd()), probe.nextAt());
    if (machines.anyPutOff()) {
      next = Math.min(next, port.nanos() + PUT_OFF);
    }
    if (next == wakeAt) {
      return;
    }
    wakeAt = next;
    if (next == MachineTimers.OFF) {
      port.noWake();
    } else {
      port.wakeAt(next);
    }
  }
}
