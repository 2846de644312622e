package io.veiltun.it.docker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A bad line: passes UDP datagrams on between whoever speaks to it and one server, and on the way
 * loses, delays and reorders them. Seeded. Runs in a container, with the Java of the image.
 */
final class LossyProxy {
  private static final long SEED = 20_26;
  private static final double LOSS = 0.02;
  private static final double LATE = 0.05;
  private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long JITTER_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** Late datagrams are overtaken by those of so long. */
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final PriorityQueue<Held> held =
      new PriorityQueue<>(Comparator.comparingLong(Held::dueNanos));
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private final DatagramChannel front;
  private final DatagramChannel back;
  private @Nullable SocketAddress visitor;

  private record Held(long dueNanos, ByteBuffer datagram, boolean toServer) {}

  private LossyProxy(DatagramChannel front, DatagramChannel back) {
    this.front = front;
    this.back = back;
  }

  /** The container that runs it, at the same port as the server. */
  static Box box(String server, int port) {
    Path classes = Path.of(location());
    return Box.of(Images.VEILTUN, "-Xmx64m", "-cp", "/classes", LossyProxy.class.getName(), server)
        .created(command -> command.withEntrypoint("/opt/veiltun/runtime/bin/java"))
        .bound(classes, "/classes")
        .saying("forwarding to " + server + " at port " + port);
  }

  private static String location() {
    return LossyProxy.class.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  /** Argument: the server's address. Port 51820 at both ends. */
  public static void main(String[] arguments) throws IOException {
    int port = 51820;
    try (DatagramChannel front = DatagramChannel.open();
        DatagramChannel back = DatagramChannel.open();
        Selector selector = Selector.open()) {
      front.bind(new InetSocketAddress(port)).configureBlocking(false);
      back.connect(new InetSocketAddress(arguments[0], port)).configureBlocking(false);
      front.register(selector, java.nio.channels.SelectionKey.OP_READ);
      back.register(selector, java.nio.channels.SelectionKey.OP_READ);
      System.out.println("forwarding to " + arguments[0] + " at port " + port);
      new LossyProxy(front, back).forward(selector);
    }
  }

  private void forward(Selector selector) throws IOException {
    while (true) {
      Held next = held.peek();
      if (next == null) {
        selector.select();
      } else {
        long wait = TimeUnit.NANOSECONDS.toMillis(next.dueNanos() - System.nanoTime());
        selector.select(Math.max(1, wait));
      }
      selector.selectedKeys().clear();
      receive(front, true);
      receive(back, false);
      while ((next = held.peek()) != null && next.dueNanos() <= System.nanoTime()) {
        held.remove();
        send(next);
      }
    }
  }

  private void receive(DatagramChannel from, boolean toServer) throws IOException {
    while (true) {
      SocketAddress source = from.receive(buffer.clear());
      if (source == null) {
        return;
      }
      if (toServer) {
        visitor = source;
      }
      if (random.nextDouble() < LOSS) {
        continue;
      }
      long delay = DELAY_NANOS + random.nextLong(JITTER_NANOS);
      if (random.nextDouble() < LATE) {
        delay += LATE_NANOS;
      }
      ByteBuffer copy = ByteBuffer.allocate(buffer.flip().remaining()).put(buffer).flip();
      held.add(new Held(System.nanoTime() + delay, copy, toServer));
    }
  }

  private void send(Held next) throws IOException {
    if (next.toServer()) {
      back.write(next.datagram());
    } else if (visitor != null) {
      front.send(next.datagram(), visitor);
    }
  }
}
