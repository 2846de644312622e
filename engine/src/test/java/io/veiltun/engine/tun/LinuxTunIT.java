package io.veiltun.engine.tun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.veiltun.engine.os.Offloads;
import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import io.veiltun.engine.udp.UdpTransport;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * A real TUN that mirrors: what the kernel sends to address 2 comes back from there to address 1,
 * with addresses swapped, which no checksum notices. Needs root.
 */
class LinuxTunIT {
  private static final String DEVICE = "veilmirror";
  private static final int MTU = 1420;
  private static final int BYTES = 40_000_000;

  private final PacketLoop sendLoop = new PacketLoop("test-send");
  private final PacketLoop receiveLoop = new PacketLoop("test-receive");
  private final Drops drops = new Drops();
  private final AtomicInteger largestBatch = new AtomicInteger();
  private final AtomicLong packets = new AtomicLong();
  private @Nullable LinuxTun tun;

  private LinuxTun open(Offloads offloads) throws Exception {
    LinuxTun.Options options = LinuxTun.Options.of(MTU, 80, 32).withOffloads(offloads);
    LinuxTun opened = LinuxTun.open(DEVICE, options, sendLoop, drops);
    tun = opened;
    ip("link set " + DEVICE + " mtu " + MTU + " up");
    ip("addr add 198.18.77.1/24 dev " + DEVICE);
    ip("addr add fd00:77::1/64 dev " + DEVICE + " nodad");
    return opened;
  }

  private LinuxTun mirror(Offloads offloads) throws Exception {
    LinuxTun opened = open(offloads);
    opened.deliver(opened.packets().doOnNext(this::swap));
    return opened;
  }

  private void swap(PacketBatch batch) {
    largestBatch.accumulateAndGet(batch.size(), Math::max);
    packets.addAndGet(batch.size());
    MemorySegment memory = batch.memory();
    for (int slot = 0; slot < batch.size(); slot++) {
      int at = batch.offset(slot);
      boolean ipv4 = Wire.u8(memory, at) >>> 4 == 4;
      int size = ipv4 ? 4 : 16;
      int source = at + (ipv4 ? 12 : 8);
      for (int i = 0; i < size; i += 4) {
        int word = Wire.i32(memory, source + i);
        Wire.i32(memory, source + i, Wire.i32(memory, source + size + i));
        Wire.i32(memory, source + size + i, word);
      }
    }
  }

  @AfterEach
  void close() {
    if (tun != null) {
      tun.close();
    }
    sendLoop.close();
    receiveLoop.close();
  }

  @ParameterizedTest
  @CsvSource({"AUTO, 198.18.77.2", "OFF, 198.18.77.2", "AUTO, fd00:77::2", "OFF, fd00:77::2"})
  void tcpThroughTheDeviceIsUnchanged(Offloads offloads, String address) throws Exception {
    LinuxTun device = mirror(offloads);
    assertThat(device.offloadsTcp()).isEqualTo(offloads == Offloads.AUTO);
    byte[] data = new byte[BYTES];
    new SplittableRandom(3).nextBytes(data);
    try (ServerSocket server = new ServerSocket(0);
        Socket client = new Socket()) {
      CompletableFuture<byte[]> digest = CompletableFuture.supplyAsync(() -> receive(server));
      client.connect(
          new InetSocketAddress(InetAddress.getByName(address), server.getLocalPort()), 10_000);
      try (OutputStream out = client.getOutputStream()) {
        out.write(data);
      }
      assertThat(digest.get(60, TimeUnit.SECONDS))
          .isEqualTo(MessageDigest.getInstance("SHA-256").digest(data));
    }
    assertThat(packets.get()).isGreaterThan(BYTES / MTU);
    if (offloads == Offloads.AUTO) {
      assertThat(largestBatch.get()).isGreaterThan(20);
      // 65507 / (1420 + 32): what one UDP_SEGMENT send takes.
      assertThat(ip("-d link show " + DEVICE)).contains("gso_max_segs 45");
      assertThat(device.refusedSuperPackets()).isZero();
    }
    assertThat(drops.total(DropReason.IO_ERROR)).isZero();
    assertThat(drops.total(DropReason.MALFORMED_IP)).isZero();
  }

  private static byte[] receive(ServerSocket server) {
    try (Socket socket = server.accept();
        InputStream in = socket.getInputStream()) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return digest.digest();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"AUTO, 198.18.77.2", "OFF, 198.18.77.2", "AUTO, fd00:77::2", "OFF, fd00:77::2"})
  void segmentedUdpThroughTheDeviceIsUnchanged(Offloads offloads, String address) throws Exception {
    LinuxTun device = mirror(offloads);
    try (UdpTransport transport =
        UdpTransport.bind(UdpTransport.Options.of(0), sendLoop, receiveLoop, drops)) {
      BlockingQueue<byte[]> arrivals = new LinkedBlockingQueue<>();
      transport.receive().subscribe(batch -> copy(batch, arrivals));
      Endpoint to =
          Endpoint.of(new InetSocketAddress(InetAddress.getByName(address), transport.port()));
      PacketBatch batch = new PacketBatch(Arena.ofAuto().allocate(64 * 1300, 8), 41);
      for (int i = 0; i < 41; i++) {
        int length = i < 40 ? 1300 : 500;
        batch.memory().asSlice(i * 1300L, length).fill((byte) i);
        batch.endpoint(batch.add(i * 1300, length, i * 1300, i * 1300 + length), to);
      }
      transport.send(Flux.just(batch).subscribeOn(Schedulers.fromExecutor(sendLoop)));
      for (int i = 0; i < 41; i++) {
        byte[] expected = new byte[i < 40 ? 1300 : 500];
        java.util.Arrays.fill(expected, (byte) i);
        assertThat(arrivals.poll(10, TimeUnit.SECONDS)).as("datagram %d", i).isEqualTo(expected);
      }
      if (device.offloadsUdp()) {
        assertThat(largestBatch.get()).isGreaterThanOrEqualTo(41);
      }
      assertThat(device.refusedSuperPackets()).isZero();
    }
  }

  private static void copy(PacketBatch batch, BlockingQueue<byte[]> to) {
    for (int slot = 0; slot < batch.size(); slot++) {
      to.add(
          batch
              .memory()
              .asSlice(batch.offset(slot), batch.length(slot))
              .toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @ParameterizedTest
  @EnumSource(Offloads.class)
  void anAnswerReachesTheApplication(Offloads offloads) throws Exception {
    LinuxTun device = open(offloads);
    try (DatagramSocket socket = new DatagramSocket(0)) {
      socket.setSoTimeout(10_000);
      Packets.Header header = Packets.Header.udp(true, 7777);
      byte[] packet = Packets.packet(header, 1, 0, 0, 0, new byte[] {1, 2, 3});
      java.nio.ByteBuffer fields = java.nio.ByteBuffer.wrap(packet);
      fields.putInt(12, 0xC6124D02).putInt(16, 0xC6124D01);
      fields.putShort(22, (short) socket.getLocalPort());
      Packets.complete(packet, header);
      MemorySegment memory = Arena.ofAuto().allocate(100);
      MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, 10, packet.length);
      sendLoop.execute(() -> device.answer(memory, 10, packet.length));
      DatagramPacket got = new DatagramPacket(new byte[10], 10);
      socket.receive(got);
      assertThat(got.getLength()).isEqualTo(3);
      assertThat(got.getPort()).isEqualTo(7777);
    }
  }

  @ParameterizedTest
  @EnumSource(Offloads.class)
  void theMtuCanBeRaisedTo34816AndLoweredWhilePacketsPass(Offloads offloads) throws Exception {
    LinuxTun device = mirror(offloads);
    pump();
    ip("link set " + DEVICE + " mtu 34816");
    device.mtu(34_816);
    assertThat(device.mtu()).isEqualTo(34_816);
    long before = packets.get();
    pump();
    assertThat(packets.get() - before).as("packets are long").isLessThan(BYTES / MTU);
    ip("link set " + DEVICE + " mtu " + MTU);
    device.mtu(MTU);
    pump();
    assertThat(drops.total(DropReason.MALFORMED_IP)).isZero();
    assertThat(device.refusedSuperPackets()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Offloads.class)
  void aDeviceThatSomebodyElseOpenedIsTakenOver(Offloads offloads) throws Exception {
    TunDescriptor other = TunDescriptor.open(DEVICE, offloads == Offloads.AUTO, true);
    LinuxTun device = LinuxTun.adopt(other.fd(), LinuxTun.Options.of(MTU, 80, 32), sendLoop, drops);
    tun = device;
    assertThat(device.name()).isEqualTo(DEVICE);
    assertThat(device.offloadsTcp()).isEqualTo(offloads == Offloads.AUTO);
    ip("link set " + DEVICE + " mtu " + MTU + " up");
    ip("addr add 198.18.77.1/24 dev " + DEVICE);
    device.deliver(device.packets().doOnNext(this::swap));
    pump();
  }

  @Test
  void aDescriptorThatIsNoTunIsRefusedAndLeftOpen() throws Exception {
    int fd = io.veiltun.engine.os.Libc.open("/dev/net/tun", 2);
    assertThatThrownBy(() -> LinuxTun.adopt(fd, LinuxTun.Options.of(MTU, 80, 32), sendLoop, drops))
        .hasMessageContaining("no attached TUN");
    assertThat(io.veiltun.engine.os.Libc.close(fd)).isZero();
  }

  @Test
  void aDeletedInterfaceEndsThePacketsWithAnErrorEvenWithoutDemand() throws Exception {
    LinuxTun device = open(Offloads.AUTO);
    BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
    device
        .packets()
        .subscribe(
            new reactor.core.publisher.BaseSubscriber<PacketBatch>() {
              @Override
              protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {}

              @Override
              protected void hookOnError(Throwable error) {
                errors.add(error);
              }
            });
    ip("link del " + DEVICE);
    assertThat(errors.poll(10, TimeUnit.SECONDS)).isInstanceOf(DeviceGoneException.class);
  }

  @Test
  void aTakenNameIsRefusedAndAFreedOneIsNot() throws Exception {
    LinuxTun first = open(Offloads.AUTO);
    LinuxTun.Options options = LinuxTun.Options.of(MTU, 0, 0);
    assertThatThrownBy(() -> LinuxTun.open(DEVICE, options, sendLoop, drops))
        .hasMessageContaining("errno 16");
    first.close();
    assertThat(loopThread()).isPositive();
    LinuxTun second = LinuxTun.open(DEVICE, options, sendLoop, drops);
    tun = second;
    assertThat(second.name()).isEqualTo(DEVICE);
  }

  @ParameterizedTest
  @EnumSource(Offloads.class)
  void theDeviceAllocatesNothingPerPacket(Offloads offloads) throws Exception {
    mirror(offloads);
    long thread = loopThread();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    // Interpreted code does allocate, so early rounds may; compiled code must not. What the JDK may
    // allocate for each system call, where errno is captured in a slice of 40 bytes, the compiler
    // mostly removes: without offloads a packet is one or two system calls, with them 20 or more
    // packets are.
    double bound = offloads == Offloads.AUTO ? 4 : 80;
    double least = Double.MAX_VALUE;
    for (int round = 0; round < 15 && least > 0.01; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      long packetsBefore = packets.get();
      while (packets.get() - packetsBefore < 100_000) {
        pump();
      }
      long allocated = threads.getThreadAllocatedBytes(thread) - before;
      least = Math.min(least, (double) allocated / (packets.get() - packetsBefore));
    }
    assertThat(least).isLessThanOrEqualTo(bound);
  }

  private void pump() throws Exception {
    try (ServerSocket server = new ServerSocket(0);
        Socket client = new Socket()) {
      CompletableFuture<byte[]> digest = CompletableFuture.supplyAsync(() -> receive(server));
      client.connect(
          new InetSocketAddress(InetAddress.getByName("198.18.77.2"), server.getLocalPort()),
          10_000);
      try (OutputStream out = client.getOutputStream()) {
        out.write(new byte[BYTES]);
      }
      digest.get(60, TimeUnit.SECONDS);
    }
  }

  private long loopThread() throws Exception {
    CompletableFuture<Long> thread = new CompletableFuture<>();
    sendLoop.execute(() -> thread.complete(Thread.currentThread().threadId()));
    return thread.get(10, TimeUnit.SECONDS);
  }

  private static String ip(String arguments) throws Exception {
    Process process =
        new ProcessBuilder(("ip " + arguments).split(" ")).redirectErrorStream(true).start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("ip %s: %s", arguments, output).isZero();
    return output;
  }
}
