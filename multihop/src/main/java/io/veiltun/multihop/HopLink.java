package io.veiltun.multihop;

import io.veiltun.engine.os.NanoClock;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.Ip;
import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.tun.PacketDevice;
import io.veiltun.engine.udp.Transport;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.random.RandomGenerator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Joins two tunnels of a chain: the transport of the inner one, to the farther hop, and the device
 * of the outer one, to the hop before it. What the inner tunnel sends becomes IP packets of the
 * outer one in place, and back; batches are not kept, and only those in which fragments complete a
 * datagram are copied. Demand passes through, so the two tunnels are one pipeline in each
 * direction.
 *
 * <p>The two sides may be connected in any order. The outbound direction belongs to the chain's
 * send loop, the inbound one to its receive loop.
 */
public final class HopLink implements Transport, PacketDevice {
  private static final int EPHEMERAL_FIRST = 49_152;
  private static final int PORTS = 65_536;

  private final int localPort;
  private final DatagramHeader header;
  private final Encapsulation encapsulation;
  private final Decapsulation decapsulation;
  private final PathMtuListener listener;
  private final Sinks.One<Flux<PacketBatch>> datagrams = Sinks.one();
  private final Sinks.One<Flux<PacketBatch>> packets = Sinks.one();
  private final Sinks.Empty<Void> closed = Sinks.empty();
  private volatile int mtu;

  /**
   * Creates a link that is connected to neither tunnel yet. Its UDP port is a random ephemeral one
   * (RFC 6335 §6), and so is the start of its IPv4 identification or its IPv6 flow label.
   *
   * @param addresses our addresses inside the outer tunnel, 4 or 16 bytes each; the first of the
   *     hop's family is the source of its datagrams
   * @param hop the inner tunnel's peer as the outer tunnel reaches it; it does not roam
   * @param mtu the outer tunnel's MTU in bytes, 576 to 65 535
   * @param clock for the timeout of fragments
   * @param drops counts what does not pass
   * @param listener learns of narrower paths between the hops
   * @throws IllegalArgumentException if no address has the hop's family, or {@code mtu} is out of
   *     range
   */
  public HopLink(
      List<byte[]> addresses,
      Endpoint hop,
      int mtu,
      RandomGenerator random,
      NanoClock clock,
      Drops drops,
      PathMtuListener listener) {
    this(
        source(addresses, hop),
        random.nextInt(EPHEMERAL_FIRST, PORTS),
        hop,
        mtu,
        random.nextInt(),
        clock,
        drops,
        listener);
  }

  /**
   * @param connectionId its low 16 bits are the first IPv4 identification, or its low 20 bits the
   *     IPv6 flow label
   */
  HopLink(
      byte[] source,
      int localPort,
      Endpoint hop,
      int mtu,
      int connectionId,
      NanoClock clock,
      Drops drops,
      PathMtuListener listener) {
    this.localPort = localPort;
    this.mtu = checked(mtu);
    this.listener = listener;
    header =
        hop.isIpv4()
            ? new DatagramHeader4(source, localPort, hop.address(), hop.port(), connectionId)
            : new DatagramHeader6(source, localPort, hop.address(), hop.port(), connectionId);
    encapsulation = new Encapsulation(header, hop, drops.sent());
    Reassembly reassembly = new Reassembly(mtu, clock, drops.received());
    decapsulation = new Decapsulation(header, hop, reassembly, drops.received(), listener);
  }

  private static byte[] source(List<byte[]> addresses, Endpoint hop) {
    for (byte[] address : addresses) {
      if (address.length == hop.address().length) {
        return address;
      }
    }
    throw new IllegalArgumentException(
        "no " + IpFamily.of(hop) + " address inside the outer tunnel to reach " + hop + " from");
  }

  private static int checked(int mtu) {
    if (mtu < ChainMtu.LEAST || mtu >= PORTS) {
      throw new IllegalArgumentException("MTU " + mtu + " is not in 576..65535");
    }
    return mtu;
  }

  /** The UDP port our datagrams come from inside the outer tunnel. */
  public int localPort() {
    return localPort;
  }

  @Override
  public void send(Flux<PacketBatch> datagrams) {
    connect(this.datagrams, datagrams);
  }

  /** The datagrams of {@link #send} as IP packets for the outer tunnel. */
  @Override
  public Flux<PacketBatch> packets() {
    return joined(datagrams).map(batch -> encapsulation.apply(batch, mtu));
  }

  @Override
  public void deliver(Flux<PacketBatch> packets) {
    connect(this.packets, packets);
  }

  /** The datagrams inside the packets of {@link #deliver}, all from the hop's one endpoint. */
  @Override
  public Flux<PacketBatch> receive() {
    return joined(packets).map(batch -> decapsulation.apply(batch, mtu));
  }

  /**
   * Nobody inside a chain could be answered: a "too big" about one of our datagrams goes to the
   * {@link PathMtuListener}; of anything else the outer tunnel has counted the drop it tells about.
   */
  @Override
  public void answer(MemorySegment memory, int offset, int length) {
    int checked = Ip.checkedLength(memory, offset, length);
    int reported =
        checked < 0 ? TooBigMessage.NONE : TooBigMessage.mtu(memory, offset, checked, header, mtu);
    if (reported != TooBigMessage.NONE) {
      listener.tooBig(reported);
    }
  }

  @Override
  public int mtu() {
    return mtu;
  }

  /**
   * Changes the outer tunnel's MTU, from the next batch on. From any thread.
   *
   * @param mtu in bytes, 576 to 65 535
   */
  public void mtu(int mtu) {
    this.mtu = checked(mtu);
  }

  /** Ends both directions: their subscribers complete, their sources are cancelled. */
  @Override
  public void close() {
    closed.tryEmitEmpty();
  }

  private static void connect(Sinks.One<Flux<PacketBatch>> side, Flux<PacketBatch> source) {
    if (side.tryEmitValue(source).isFailure()) {
      throw new IllegalStateException("this side of the link is connected already");
    }
  }

  private Flux<PacketBatch> joined(Sinks.One<Flux<PacketBatch>> side) {
    return side.asMono().flatMapMany(source -> source).takeUntilOther(closed.asMono());
  }
}
