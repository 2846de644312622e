package io.veiltun.bench;

import io.veiltun.cli.lab.Namespace;
import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.noise.Handshake;
import io.veiltun.engine.noise.LocalIdentity;
import io.veiltun.engine.noise.MacGenerator;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.noise.RemoteIdentity;
import io.veiltun.engine.noise.Tai64n;
import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.udp.UdpTransport;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import reactor.core.publisher.Flux;

/**
 * Sends initiations of strangers who know a relay's public key, hence with a valid mac1, from many
 * source addresses at a steady rate. The host it runs on must own {@link #SOURCES}.
 */
final class Flood implements AutoCloseable {
  /** The range for benchmarks of network devices (RFC 2544). */
  static final String SOURCES = "198.18.0.0/15";

  private static final int FIRST_SOURCE = 198 << 24 | 18 << 16;
  private static final int ADDRESSES = 16_384;
  private static final int MESSAGES = 256;
  private static final int BATCH = 64;
  private static final int SLOT = 192;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final PacketLoop loop = new PacketLoop("flood");
  private final Random random = new Random(1);
  private final byte[][] messages = new byte[MESSAGES][];
  private final Endpoint[] routes = new Endpoint[ADDRESSES];
  private final PacketBatch batch =
      new PacketBatch(Arena.ofAuto().allocate(BATCH * SLOT, 64), BATCH);
  private final UdpTransport transport;
  private final int perSecond;
  private long startNanos;
  private volatile long sent;
  private volatile boolean ended;

  private Flood(UdpTransport.Options options, Endpoint target, PublicKey relay, int perSecond)
      throws IOException {
    this.perSecond = perSecond;
    for (int i = 0; i < MESSAGES; i++) {
      messages[i] = initiation(relay);
    }
    for (int i = 0; i < ADDRESSES; i++) {
      // Spread over the range, so that no two neighbours share much of the address.
      int source = FIRST_SOURCE + i * 7 + 1;
      routes[i] = target.from(ByteBuffer.allocate(4).putInt(source).array(), 0);
    }
    transport = UdpTransport.bind(options, loop, loop, new Drops());
  }

  /** Begins at once; {@code perSecond} is at least 1. */
  static Flood start(Namespace host, Endpoint target, PublicKey relay, int perSecond)
      throws IOException {
    Flood flood = host.call(() -> new Flood(UdpTransport.Options.of(0), target, relay, perSecond));
    flood.loop.execute(() -> flood.transport.send(flood.stream()));
    return flood;
  }

  private byte[] initiation(PublicKey relay) {
    LocalIdentity stranger = new LocalIdentity(X25519.newPrivateKey(random));
    RemoteIdentity remote = new RemoteIdentity(relay, SecretKey.zero(), stranger);
    byte[] message = new byte[Messages.INITIATION_SIZE];
    new Handshake(stranger, remote)
        .createInitiation(
            message, random.nextInt(), X25519.newPrivateKey(random), Tai64n.of(1_800_000_000, 0));
    new MacGenerator(remote).stamp(message, 0);
    return message;
  }

  /** How many were handed to the kernel. */
  long sent() {
    return sent;
  }

  private Flux<PacketBatch> stream() {
    startNanos = System.nanoTime();
    return Flux.generate(sink -> {
      if (ended) {
        sink.complete();
        return;
      }
      long first = sent;
      int size = Math.clamp(perSecond / 1000, 1, BATCH);
      LockSupport.parkNanos(startNanos + first * SECOND / perSecond - System.nanoTime());
      batch.clear();
      for (int i = 0; i < size; i++) {
        add((int) (first + i));
      }
      sent = first + size;
      sink.next(batch);
    });
  }

  private void add(int number) {
    int start = batch.size() * SLOT;
    byte[] message = messages[number % MESSAGES];
    MemorySegment.copy(message, 0, batch.memory(), ValueLayout.JAVA_BYTE, start, message.length);
    int slot = batch.add(start, message.length, start, start + SLOT);
    batch.endpoint(slot, routes[number % ADDRESSES]);
  }

  @Override
  public void close() {
    ended = true;
    transport.close();
    loop.close();
  }
}
