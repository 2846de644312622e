package io.veiltun.engine.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.engine.os.Offloads;
import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

class UdpTransportTest {
  private final PacketLoop sendLoop = new PacketLoop("test-send");
  private final PacketLoop receiveLoop = new PacketLoop("test-receive");
  private final Drops drops = new Drops();
  private final List<AutoCloseable> open = new ArrayList<>();

  private record Arrival(String payload, Endpoint from) {}

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
    sendLoop.close();
    receiveLoop.close();
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, AUTO, 127.0.0.1", "AUTO, OFF, 127.0.0.1", "OFF, AUTO, 127.0.0.1", "OFF, OFF, 127.0.0.1",
    "AUTO, AUTO, ::1", "AUTO, OFF, ::1", "OFF, AUTO, ::1", "OFF, OFF, ::1"
  })
  void everyOffloadCombinationDeliversTheSameDatagramsInOrder(
      Offloads sending, Offloads receiving, String address) throws Exception {
    UdpTransport from = bind(UdpTransport.Options.of(0).withOffloads(sending));
    UdpTransport to = bind(UdpTransport.Options.of(0).withOffloads(receiving));
    BlockingQueue<Arrival> arrivals = collect(to);
    SplittableRandom random = new SplittableRandom(7);
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      sent.add(Batches.payload(1452, i));
    }
    sent.add(Batches.payload(700, 41));
    for (int i = 0; i < 150; i++) {
      int length = random.nextInt(10) < 7 ? 96 : random.nextInt(1, 3000);
      sent.add(Batches.payload(length, i));
    }
    sent.add(Batches.payload(0, 0));
    sent.add(Batches.payload(1452, 99));
    send(from, Batches.of(sent, Batches.endpoint(address, to.port())));

    for (byte[] payload : sent) {
      Arrival arrival = arrivals.poll(10, TimeUnit.SECONDS);
      assertThat(arrival).isNotNull();
      assertThat(arrival.payload()).isEqualTo(HexFormat.of().formatHex(payload));
      assertThat(arrival.from().port()).isEqualTo(from.port());
      assertThat(arrival.from().localAddress())
          .isEqualTo(InetAddress.getByName(address).getAddress());
    }
    assertThat(arrivals).isEmpty();
  }

  @Test
  void answersLeaveFromTheAddressThatWasAsked() throws Exception {
    UdpTransport server = bind(UdpTransport.Options.of(0));
    Sinks.Many<PacketBatch> answers = Sinks.many().unicast().onBackpressureBuffer();
    server.send(answers.asFlux());
    server
        .receive()
        .subscribe(batch -> {
          Endpoint to = Objects.requireNonNull(batch.endpoint(0));
          PacketBatch answer = Batches.of(List.of(Batches.bytes(batch, 0)), to);
          sendLoop.execute(() -> answers.tryEmitNext(answer).orThrow());
        });
    try (DatagramSocket client = new DatagramSocket()) {
      client.setSoTimeout(10_000);
      byte[] ping = {1, 2, 3};
      client.send(new DatagramPacket(ping, 3, InetAddress.getByName("127.5.6.7"), server.port()));
      DatagramPacket answer = new DatagramPacket(new byte[10], 10);
      client.receive(answer);
      assertThat(answer.getAddress()).isEqualTo(InetAddress.getByName("127.5.6.7"));
    }
  }

  @Test
  void aForgottenSourceAddressIsReplacedByTheKernelsChoice() throws Exception {
    UdpTransport from = bind(UdpTransport.Options.of(0));
    UdpTransport to = bind(UdpTransport.Options.of(0));
    BlockingQueue<Arrival> arrivals = collect(to);
    Endpoint stale =
        Batches.endpoint("127.0.0.1", to.port()).from(new byte[] {(byte) 192, 0, 2, 1}, 0);
    List<byte[]> sent = List.of(Batches.payload(100, 1), Batches.payload(100, 2));
    send(from, Batches.of(sent, stale));
    for (int i = 0; i < 2; i++) {
      Arrival arrival = arrivals.poll(10, TimeUnit.SECONDS);
      assertThat(arrival).isNotNull();
      assertThat(arrival.from().address()).isEqualTo(new byte[] {127, 0, 0, 1});
    }
  }

  @Test
  void consecutiveDatagramsOfASourceShareOneEndpoint() throws Exception {
    UdpTransport from = bind(UdpTransport.Options.of(0));
    UdpTransport to = bind(UdpTransport.Options.of(0));
    BlockingQueue<Arrival> arrivals = collect(to);
    List<byte[]> sent = List.of(Batches.payload(10, 1), Batches.payload(20, 2));
    send(from, Batches.of(sent, Batches.endpoint("127.0.0.1", to.port())));
    Arrival first = arrivals.poll(10, TimeUnit.SECONDS);
    Arrival second = arrivals.poll(10, TimeUnit.SECONDS);
    assertThat(first).isNotNull();
    assertThat(second).isNotNull();
    assertThat(first.from()).isSameAs(second.from());
  }

  @Test
  void aDatagramLongerThanTheBufferIsCountedAndTheNextOneArrives() throws Exception {
    UdpTransport to = bind(UdpTransport.Options.of(0).withOffloads(Offloads.OFF));
    BlockingQueue<Arrival> arrivals = collect(to);
    try (DatagramSocket client = new DatagramSocket()) {
      InetAddress local = InetAddress.getLoopbackAddress();
      client.send(new DatagramPacket(new byte[20_000], 20_000, local, to.port()));
      client.send(new DatagramPacket(new byte[] {7}, 1, local, to.port()));
    }
    Arrival arrival = arrivals.poll(10, TimeUnit.SECONDS);
    assertThat(arrival).isNotNull();
    assertThat(arrival.payload()).isEqualTo("07");
    assertThat(drops.total(DropReason.TRUNCATED)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aClosedPortAndAnUnreachableNetworkDoNotStopOtherDestinations(String address)
      throws Exception {
    UdpTransport from = bind(UdpTransport.Options.of(0));
    UdpTransport to = bind(UdpTransport.Options.of(0));
    BlockingQueue<Arrival> arrivals = collect(to);
    int closedPort;
    try (DatagramSocket unused = new DatagramSocket()) {
      closedPort = unused.getLocalPort();
    }
    Endpoint nobody = Batches.endpoint(address, closedPort);
    Endpoint broadcast = Batches.endpoint("255.255.255.255", 9);
    Endpoint somebody = Batches.endpoint(address, to.port());
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      sent.add(Batches.payload(50, i));
    }
    send(from, Batches.of(sent, nobody, broadcast, somebody));
    for (int i = 2; i < 30; i += 3) {
      Arrival arrival = arrivals.poll(10, TimeUnit.SECONDS);
      assertThat(arrival).isNotNull();
      assertThat(arrival.payload()).isEqualTo(HexFormat.of().formatHex(sent.get(i)));
    }
    assertThat(drops.total(DropReason.IO_ERROR)).isEqualTo(10);
  }

  @Test
  void aFullSocketKeepsTheBatchUntilItIsWritable() throws Exception {
    UdpTransport from = bind(UdpTransport.Options.of(0).withBuffers(7 << 20, 4608));
    UdpTransport to = bind(UdpTransport.Options.of(0));
    BlockingQueue<Arrival> arrivals = collect(to);
    Endpoint endpoint = Batches.endpoint("127.0.0.1", to.port());
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      sent.add(Batches.payload(1400 + i, i));
    }
    PacketBatch batch = Batches.of(sent, endpoint);
    from.send(Flux.range(0, 5).map(i -> batch).subscribeOn(Schedulers.fromExecutor(sendLoop)));
    for (int i = 0; i < 300; i++) {
      assertThat(arrivals.poll(10, TimeUnit.SECONDS)).as("datagram %d", i).isNotNull();
    }
  }

  @Test
  void nothingIsReadWithoutDemand() throws Exception {
    UdpTransport from = bind(UdpTransport.Options.of(0));
    UdpTransport to = bind(UdpTransport.Options.of(0));
    BlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
    var subscriber =
        new reactor.core.publisher.BaseSubscriber<PacketBatch>() {
          @Override
          protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {}

          @Override
          protected void hookOnNext(PacketBatch batch) {
            sizes.add(batch.size());
          }
        };
    to.receive().subscribe(subscriber);
    Endpoint endpoint = Batches.endpoint("127.0.0.1", to.port());
    PacketBatch batch = Batches.of(List.of(Batches.payload(9, 1)), endpoint);
    from.send(Flux.range(0, 2).map(i -> batch).subscribeOn(Schedulers.fromExecutor(sendLoop)));
    assertThat(sizes.poll(200, TimeUnit.MILLISECONDS)).isNull();
    subscriber.request(1);
    assertThat(sizes.poll(10, TimeUnit.SECONDS)).isEqualTo(2);
    long thread =
        CompletableFuture.supplyAsync(Thread::currentThread, receiveLoop).get().threadId();
    for (int i = 0; i < 3; i++) {
      long busyBefore = ManagementFactory.getThreadMXBean().getThreadCpuTime(thread);
      try (DatagramSocket client = new DatagramSocket()) {
        client.send(
            new DatagramPacket(new byte[] {7}, 1, InetAddress.getLoopbackAddress(), to.port()));
      }
      assertThat(sizes.poll(200, TimeUnit.MILLISECONDS)).isNull();
      long busy = ManagementFactory.getThreadMXBean().getThreadCpuTime(thread) - busyBefore;
      assertThat(busy).as("nanoseconds of CPU in 200 ms").isLessThan(60_000_000);
      subscriber.request(1);
      assertThat(sizes.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
    }
  }

  @Test
  void aTakenPortIsRefused() throws Exception {
    UdpTransport first = bind(UdpTransport.Options.of(0));
    assertThatThrownBy(() -> bind(UdpTransport.Options.of(first.port())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("errno 98");
  }

  @Test
  void closingCompletesTheReceivedDatagramsAndFreesThePort() throws Exception {
    UdpTransport first = bind(UdpTransport.Options.of(0));
    BlockingQueue<String> end = new LinkedBlockingQueue<>();
    first.receive().doOnComplete(() -> end.add("complete")).subscribe();
    first.close();
    first.close();
    assertThat(end.poll(10, TimeUnit.SECONDS)).isEqualTo("complete");
    sendLoop.close();
    receiveLoop.close();
    try (DatagramSocket again = new DatagramSocket(first.port())) {
      assertThat(again.getLocalPort()).isEqualTo(first.port());
    }
  }

  private UdpTransport bind(UdpTransport.Options options) throws IOException {
    UdpTransport transport = UdpTransport.bind(options, sendLoop, receiveLoop, drops);
    open.add(transport);
    return transport;
  }

  private void send(UdpTransport from, PacketBatch batch) {
    from.send(Flux.just(batch).subscribeOn(Schedulers.fromExecutor(sendLoop)));
  }

  private static BlockingQueue<Arrival> collect(UdpTransport to) {
    BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    to.receive()
        .subscribe(batch -> {
          for (int slot = 0; slot < batch.size(); slot++) {
            Endpoint from = Objects.requireNonNull(batch.endpoint(slot));
            String payload = HexFormat.of().formatHex(Batches.bytes(batch, slot));
            arrivals.add(new Arrival(payload, from));
          }
        });
    return arrivals;
  }
}
