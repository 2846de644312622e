package io.veiltun.daita;

import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.shape.Shaper;
import io.veiltun.engine.shape.ShaperPort;
import io.veiltun.maybenot.random.RandomSource;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Gives every data-bearing datagram of one peer one size, and sends decoys and holds packets as
 * machines decide. A shaper serves one peer once; another set of machines is another shaper.
 *
 * <p>Events reach the machines in this order: {@code NormalSent} before the packet is sealed,
 * {@code TunnelSent} when the transport took it; {@code PaddingSent} when the timer fires, whatever
 * becomes of the decoy; {@code TunnelRecv}, then {@code NormalRecv} or {@code PaddingRecv}, once a
 * datagram was authenticated. Keepalives and handshakes are no events.
 */
public final class DaitaShaper implements Shaper {
  /** What is known about whether datagrams of the one size arrive. */
  public enum Path {
    /** Nothing yet. */
    UNKNOWN,
    /** The other end does not answer probes, but the path carries something. */
    UNCONFIRMED,
    /** The other end has confirmed the full size. */
    CONFIRMED,
    /** The path or the other end takes less than the full size: the size is below it. */
    NARROWED
  }

  private final DaitaSettings settings;
  private final RandomSource random;
  private final DaitaCounters counters;
  private final PeerSize peerSize = new PeerSize();
  private final ReceivedEvents received = new ReceivedEvents();
  private final Runnable drain = this::drain;
  private volatile @Nullable Shaping shaping;

  /**
   * Creates a shaper for one peer.
   *
   * @param random unpredictable, or decoys can be told from data
   * @param counters may have served an earlier shaper of the peer
   */
  public DaitaShaper(DaitaSettings settings, RandomSource random, DaitaCounters counters) {
    this.settings = settings;
    this.random = random;
    this.counters = counters;
  }

  @Override
  public void attach(ShaperPort port, long nowNanos) {
    shaping = new Shaping(port, settings, random, counters, peerSize, nowNanos);
  }

  private Shaping shaping() {
    Shaping current = shaping;
    if (current == null) {
      throw new IllegalStateException("not attached to a tunnel");
    }
    return current;
  }

  @Override
  public int mtu(int mtu) {
    Shaping current = shaping;
    return current == null ? mtu : current.size(mtu);
  }

  @Override
  public int paddedLength(int length, int mtu) {
    return Math.max(length, shaping().size(mtu));
  }

  @Override
  public int keepaliveLength(int mtu) {
    return settings.paddedKeepalives() ? shaping().size(mtu) : 0;
  }

  @Override
  public Verdict queued(PacketBatch batch, int slot, long nowNanos) {
    return shaping().queued(batch, slot, nowNanos);
  }

  @Override
  public boolean holds() {
    return shaping().holds();
  }

  @Override
  public void sent(int packets, long nowNanos) {
    shaping().sent(packets, nowNanos);
  }

  @Override
  public void wake(long nowNanos) {
    shaping().wake(nowNanos);
  }

  @Override
  public void room(long nowNanos) {
    shaping().room(nowNanos);
  }

  @Override
  public int discard() {
    return shaping().discard();
  }

  @Override
  public int detach(long nowNanos) {
    return shaping().end(nowNanos);
  }

  @Override
  public Arrival opened(MemorySegment memory, int offset, int length, long nowNanos) {
    Arrival arrival = DecoyFormat.arrival(memory, offset, length);
    if (arrival == Arrival.MALFORMED) {
      return arrival;
    }
    Shaping to = shaping;
    if (to != null) {
      add(
          to,
          arrival == Arrival.PACKET
              ? packet(to, memory, offset, length, nowNanos)
              : decoy(memory, offset, length, nowNanos));
    }
    return arrival;
  }

  @Override
  public void keepalive(int length) {
    Shaping to = shaping;
    if (to != null && length > 0) {
      peerSize.shaped(length);
      add(to, ReceivedEvents.KEEPALIVE);
    }
  }

  private void add(Shaping to, long entry) {
    if (received.add(entry)) {
      to.execute(drain);
    }
  }

  private long packet(Shaping to, MemorySegment memory, int offset, int length, long nowNanos) {
    to.dataSeen(nowNanos);
    peerSize.packet(memory, offset, length);
    return ReceivedEvents.PACKET;
  }

  private long decoy(MemorySegment memory, int offset, int length, long nowNanos) {
    byte flag = DecoyFormat.flag(memory, offset, length);
    if (flag == DecoyFormat.PROBE) {
      boolean starts = peerSize.probe(length, nowNanos);
      return ReceivedEvents.entry(
          starts ? ReceivedEvents.FIRST_PROBE : ReceivedEvents.PROBE, length);
    }
    if (flag == DecoyFormat.ANSWER) {
      return ReceivedEvents.entry(ReceivedEvents.ANSWER, DecoyFormat.probeSize(memory, offset));
    }
    peerSize.shaped(length);
    return ReceivedEvents.DECOY;
  }

  private void drain() {
    shaping().received(received);
  }

  /** What is known about the size of datagrams. Any thread, a little late. */
  PathProbe.State pathState() {
    Shaping current = shaping;
    return current == null ? PathProbe.State.WAITING : current.pathState();
  }

  /** The same, judged by the size that a tunnel of {@code mtu} bytes would have. Any thread. */
  public Path path(int mtu) {
    return switch (pathState()) {
      case WAITING, ASKING, SEARCHING -> Path.UNKNOWN;
      case UNCONFIRMED -> Path.UNCONFIRMED;
      case CONFIRMED -> mtu(mtu) < mtu ? Path.NARROWED : Path.CONFIRMED;
    };
  }
}
