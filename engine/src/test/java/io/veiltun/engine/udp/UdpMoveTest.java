package io.veiltun.engine.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.engine.os.Errno;
import io.veiltun.engine.os.Offloads;
import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Sinks;

/** Sockets come, go and move while both pipelines stay. */
class UdpMoveTest {
  private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();

  private final PacketLoop sendLoop = new PacketLoop("test-send");
  private final PacketLoop receiveLoop = new PacketLoop("test-receive");
  private final Drops drops = new Drops();
  private final BlockingQueue<byte[]> arrivals = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
  private final Sinks.Many<PacketBatch> outbound = Sinks.many().unicast().onBackpressureBuffer();
  private @Nullable UdpTransport opened;

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
    sendLoop.close();
    receiveLoop.close();
  }

  private UdpTransport shut(UdpTransport.Options options) {
    UdpTransport transport = UdpTransport.shut(options, sendLoop, receiveLoop, drops);
    opened = transport;
    transport.send(outbound.asFlux());
    transport
        .receive()
        .doOnTerminate(() -> ends.add("end"))
        .subscribe(batch -> {
          for (int slot = 0; slot < batch.size(); slot++) {
            arrivals.add(Batches.bytes(batch, slot));
          }
        });
    return transport;
  }

  private void send(byte[] payload, int port) throws Exception {
    Endpoint to = Batches.endpoint("127.0.0.1", port);
    PacketBatch batch = Batches.of(List.of(payload), to);
    onSendLoop(() -> outbound.tryEmitNext(batch).orThrow());
  }

  private void onSendLoop(Runnable task) throws Exception {
    CompletableFuture.runAsync(task, sendLoop).get(10, TimeUnit.SECONDS);
  }

  private byte[] arrival() throws InterruptedException {
    return Objects.requireNonNull(arrivals.poll(10, TimeUnit.SECONDS), "no datagram came");
  }

  private static byte[] receive(DatagramSocket socket, InetSocketAddress[] from)
      throws IOException {
    socket.setSoTimeout(10_000);
    DatagramPacket packet = new DatagramPacket(new byte[70_000], 70_000);
    socket.receive(packet);
    from[0] = (InetSocketAddress) packet.getSocketAddress();
    return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
  }

  @Test
  void withoutSocketsDatagramsAreCountedAndBothPipelinesGoOnWhenTheyOpen() throws Exception {
    UdpTransport transport = shut(UdpTransport.Options.of(0));
    try (DatagramSocket other = new DatagramSocket(0, LOCAL)) {
      assertThat(transport.isOpen()).isFalse();
      send(new byte[] {1}, other.getLocalPort());
      onSendLoop(() -> {});
      assertThat(drops.total(DropReason.NO_SOCKET)).isEqualTo(1);
      transport.open();
      transport.open();
      assertThat(transport.isOpen()).isTrue();
      send(new byte[] {2}, other.getLocalPort());
      InetSocketAddress[] from = new InetSocketAddress[1];
      assertThat(receive(other, from)).containsExactly(2);
      assertThat(from[0].getPort()).isEqualTo(transport.port());
      other.send(new DatagramPacket(new byte[] {3}, 1, LOCAL, transport.port()));
      assertThat(arrival()).containsExactly(3);
      transport.shut();
      transport.shut();
      assertThat(transport.isOpen()).isFalse();
      send(new byte[] {4}, other.getLocalPort());
      onSendLoop(() -> {});
      assertThat(drops.total(DropReason.NO_SOCKET)).isEqualTo(2);
      assertThat(ends).isEmpty();
    }
  }

  @Test
  void aMoveToAnotherPortKeepsBothPipelinesAndFreesTheOldPort() throws Exception {
    UdpTransport transport = shut(UdpTransport.Options.of(0));
    transport.open();
    int before = transport.port();
    transport.port(0);
    int after = transport.port();
    assertThat(after).isNotEqualTo(before);
    try (DatagramSocket other = new DatagramSocket(before, LOCAL)) {
      other.send(new DatagramPacket(new byte[] {1}, 1, LOCAL, after));
      assertThat(arrival()).containsExactly(1);
      send(new byte[] {2}, before);
      InetSocketAddress[] from = new InetSocketAddress[1];
      assertThat(receive(other, from)).containsExactly(2);
      assertThat(from[0].getPort()).isEqualTo(after);
    }
    assertThat(ends).isEmpty();
  }

  @Test
  void aMoveToATakenPortChangesNothingAndTellsTheErrno() throws Exception {
    UdpTransport transport = shut(UdpTransport.Options.of(0));
    transport.open();
    int port = transport.port();
    try (DatagramSocket other = new DatagramSocket()) {
      assertThatThrownBy(() -> transport.port(other.getLocalPort()))
          .isInstanceOfSatisfying(
              UdpTransport.BindException.class,
              e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE));
      assertThat(transport.port()).isEqualTo(port);
      other.send(new DatagramPacket(new byte[] {1}, 1, LOCAL, port));
      assertThat(arrival()).containsExactly(1);
    }
  }

  @Test
  void whileShutAPortIsOnlyRememberedAndRefusedWhenItIsOpened() throws Exception {
    UdpTransport transport = shut(UdpTransport.Options.of(0));
    try (DatagramSocket other = new DatagramSocket()) {
      transport.port(other.getLocalPort());
      assertThat(transport.port()).isEqualTo(other.getLocalPort());
      assertThatThrownBy(transport::open).hasMessageContaining("errno 98");
      assertThat(transport.isOpen()).isFalse();
    }
    transport.open();
    assertThat(transport.isOpen()).isTrue();
  }

  @Test
  void thePortTheKernelChoseIsKeptOverDownAndUpUnlessSomebodyTookIt() throws Exception {
    UdpTransport transport = shut(UdpTransport.Options.of(0));
    transport.open();
    int port = transport.port();
    transport.shut();
    assertThat(transport.port()).isEqualTo(port);
    transport.open();
    assertThat(transport.port()).isEqualTo(port);
    transport.shut();
    try (DatagramSocket thief = new DatagramSocket(port)) {
      transport.open();
      assertThat(transport.port()).isNotEqualTo(thief.getLocalPort()).isPositive();
    }
  }

  @Test
  void movesUnderTrafficLoseNothingButTheDatagramsOfTheMoment() throws Exception {
    UdpTransport transport = shut(UdpTransport.Options.of(0));
    transport.open();
    try (DatagramSocket other = new DatagramSocket(0, LOCAL)) {
      for (int move = 0; move < 40; move++) {
        for (int i = 0; i < 5; i++) {
          send(new byte[] {9}, other.getLocalPort());
          other.send(new DatagramPacket(new byte[] {8}, 1, LOCAL, transport.port()));
        }
        if (move % 4 == 3) {
          transport.shut();
          transport.open();
        } else {
          transport.port(0);
        }
      }
      arrivals.clear();
      other.send(new DatagramPacket(new byte[] {7, 7}, 2, LOCAL, transport.port()));
      byte[] last;
      do {
        last = arrival();
      } while (last.length == 1);
      assertThat(last).containsExactly(7, 7);
      send(new byte[] {6, 6}, other.getLocalPort());
      InetSocketAddress[] from = new InetSocketAddress[1];
      do {
        last = receive(other, from);
      } while (last.length == 1);
      assertThat(from[0].getPort()).isEqualTo(transport.port());
      assertThat(ends).isEmpty();
    }
  }

  @Test
  void anOpenTransportClosesOnceAndForAll() throws Exception {
    UdpTransport transport = shut(UdpTransport.Options.of(0));
    transport.open();
    int port = transport.port();
    transport.close();
    assertThat(ends.poll(10, TimeUnit.SECONDS)).isEqualTo("end");
    assertThatThrownBy(transport::open).hasMessageContaining("closed");
    assertThatThrownBy(() -> transport.port(0)).hasMessageContaining("closed");
    onSendLoop(() -> {});
    CompletableFuture.runAsync(() -> {}, receiveLoop).get(10, TimeUnit.SECONDS);
    try (DatagramSocket again = new DatagramSocket(port)) {
      assertThat(again.getLocalPort()).isEqualTo(port);
    }
  }

  @ParameterizedTest
  @EnumSource(Offloads.class)
  void aJumboDatagramArrivesWithAndWithoutOffloads(Offloads offloads) throws Exception {
    UdpTransport transport =
        shut(UdpTransport.Options.of(0).withOffloads(offloads).withMaxDatagram(65_535));
    transport.open();
    byte[] jumbo = Batches.payload(34_816 + 32, 5);
    try (DatagramSocket other = new DatagramSocket(0, LOCAL)) {
      send(jumbo, other.getLocalPort());
      assertThat(receive(other, new InetSocketAddress[1])).isEqualTo(jumbo);
      other.send(new DatagramPacket(jumbo, jumbo.length, LOCAL, transport.port()));
      assertThat(arrival()).isEqualTo(jumbo);
      byte[] longest = Batches.payload(65_507, 6);
      other.send(new DatagramPacket(longest, longest.length, LOCAL, transport.port()));
      assertThat(arrival()).isEqualTo(longest);
    }
  }

  @ParameterizedTest
  @EnumSource(Offloads.class)
  void anEmptyDatagramAndAnOversizedOneAreSurvived(Offloads offloads) throws Exception {
    UdpTransport transport = shut(UdpTransport.Options.of(0).withOffloads(offloads));
    transport.open();
    try (DatagramSocket other = new DatagramSocket(0, LOCAL)) {
      for (int length : new int[] {0, 65_507, 0, 65_507, 1}) {
        other.send(new DatagramPacket(new byte[length], length, LOCAL, transport.port()));
      }
      byte[] last;
      do {
        last = arrival();
      } while (last.length != 1);
      assertThat(ends).isEmpty();
    }
  }
}
