package io.veiltun.it;

import io.veiltun.cli.lab.Namespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Programs of a host that know nothing of tunnels and never stop trying: datagrams and connections
 * to given places, and pings by commands of the host.
 */
final class LeakProbe implements AutoCloseable {
  private static final long PAUSE_MILLIS = 5;

  private final List<InetSocketAddress> datagrams;
  private final List<InetSocketAddress> connections;
  private final List<Process> pings = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicLong rounds = new AtomicLong();

  private LeakProbe(List<InetSocketAddress> datagrams, List<InetSocketAddress> connections) {
    this.datagrams = List.copyOf(datagrams);
    this.connections = List.copyOf(connections);
  }

  /** Starts sending from {@code host}: datagrams to some places, connections to others. */
  static LeakProbe start(
      Namespace host, List<InetSocketAddress> datagrams, List<InetSocketAddress> connections)
      throws IOException {
    LeakProbe probe = new LeakProbe(datagrams, connections);
    return host.call(() -> {
      Thread.ofPlatform().daemon().name("leak-probe").start(probe::run);
      return probe;
    });
  }

  /** Pings from {@code host} too, until the end. */
  LeakProbe ping(Namespace host, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ping", "-n", "-q", "-i", "0.02"));
    command.addAll(List.of(arguments));
    pings.add(
        host.command(command.toArray(String[]::new))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
    return this;
  }

  /** How often everything was tried. */
  long rounds() {
    return rounds.get();
  }

  private void run() {
    try (DatagramChannel inet = DatagramChannel.open(StandardProtocolFamily.INET);
        DatagramChannel inet6 = DatagramChannel.open(StandardProtocolFamily.INET6)) {
      while (!ended.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        for (InetSocketAddress to : datagrams) {
          attempt(() -> {
            boolean ipv4 = to.getAddress().getAddress().length == 4;
            var _ = (ipv4 ? inet : inet6).send(ByteBuffer.allocate(40), to);
          });
        }
        for (InetSocketAddress to : connections) {
          attempt(() -> connect(to));
        }
        rounds.incrementAndGet();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The first packet of a connection; nobody waits for the second. */
  private static void connect(InetSocketAddress to) throws IOException {
    try (SocketChannel connection = SocketChannel.open()) {
      connection.configureBlocking(false);
      connection.connect(to);
    }
  }

  private interface Attempt {
    void make() throws IOException;
  }

  private static void attempt(Attempt attempt) {
    try {
      attempt.make();
    } catch (IOException refused) {
      // What a kill switch does, and what a host does without a route.
      return;
    }
  }

  @Override
  public void close() {
    ended.countDown();
    pings.forEach(Process::destroyForcibly);
  }
}
