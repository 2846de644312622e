package io.veiltun.engine.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.os.Errno;
import io.veiltun.engine.os.Libc;
import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** What a sender does when the kernel says no; the failures are injected into real sends. */
class UdpSenderTest {
  private final PacketLoop loop = new PacketLoop("test");
  private final DropCounters drops = new DropCounters();
  private final Drops receiverDrops = new Drops();
  private final BlockingQueue<String> arrivals = new LinkedBlockingQueue<>();
  private final Queue<Integer> failures = new ArrayDeque<>();
  private final List<Integer> messagesPerCall = new ArrayList<>();
  private boolean duplicable = true;
  private int spare = -1;
  private UdpTransport receiver;
  private UdpSender sender;
  private Endpoint there;

  @BeforeEach
  void open() throws Exception {
    UdpTransport.Options options = UdpTransport.Options.of(0);
    receiver = UdpTransport.bind(options, loop, loop, receiverDrops);
    receiver.receive().subscribe(this::arrived);
    there = Batches.endpoint("127.0.0.1", receiver.port());
    sender = opened();
  }

  @AfterEach
  void close() {
    sender.close(() -> {});
    receiver.close();
    loop.close();
  }

  private UdpSender opened() throws Exception {
    UdpSender opened = new UdpSender(new StickySources(to -> true), loop, drops, this::call);
    opened.use(List.of(UdpSocket.bind(true, 0, UdpTransport.Options.of(0))));
    return opened;
  }

  /** Fails as often as the test asked for; 0 stands for a call that succeeds in between. */
  private int call(int fd, long messages, int count, int flags) {
    messagesPerCall.add(count);
    if (!duplicable) {
      duplicable = true;
      spare = Libc.dup(fd);
      Libc.close(fd);
      return -Errno.EAGAIN;
    }
    if (spare >= 0) {
      Libc.dup2(spare, fd);
      Libc.close(spare);
      spare = -1;
    }
    Integer failure = failures.poll();
    boolean succeed = failure == null || failure == 0;
    return succeed ? Libc.sendmmsg(fd, messages, count, flags) : -failure;
  }

  private void arrived(PacketBatch batch) {
    for (int slot = 0; slot < batch.size(); slot++) {
      arrivals.add(HexFormat.of().formatHex(Batches.bytes(batch, slot)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.EIO, Errno.EINVAL, Errno.EMSGSIZE})
  void aRefusedSegmentedSendIsRepeatedSingly(int errno) throws Exception {
    failures.add(errno);
    List<byte[]> sent = equal(10);
    send(sent);
    expect(sent);
    assertThat(messagesPerCall).containsExactly(1, 10);
    assertThat(drops.total(DropReason.IO_ERROR)).isZero();
  }

  @Test
  void withoutChecksumOffloadTheFamilyIsSentSinglyFromThenOn() throws Exception {
    failures.add(Errno.EIO);
    send(equal(5), equal(5));
    expect(equal(5));
    expect(equal(5));
    assertThat(messagesPerCall).containsExactly(1, 5, 5);
  }

  @Test
  void anotherRefusalLeavesSegmentationOn() throws Exception {
    failures.add(Errno.EMSGSIZE);
    send(equal(5), equal(5));
    expect(equal(5));
    expect(equal(5));
    assertThat(messagesPerCall).containsExactly(1, 5, 1);
  }

  @Test
  void aFullSocketIsTriedAgainWhenWritableWithoutLossOrRepetition() throws Exception {
    failures.addAll(List.of(Errno.EAGAIN, 0, Errno.EAGAIN));
    send(equal(5), equal(7));
    expect(equal(5));
    expect(equal(7));
    assertThat(messagesPerCall).containsExactly(1, 1, 1, 1);
  }

  /** Waiting takes another descriptor; a process that has none left gets an error as here. */
  @Test
  void aFullSocketThatCannotBeWatchedLosesAMessageAndNotThePipeline() throws Exception {
    duplicable = false;
    send(equal(5), equal(7));
    expect(equal(7));
    assertThat(drops.total(DropReason.QUEUE_FULL)).isEqualTo(5);
  }

  @Test
  void aPendingIcmpErrorIsRetriedOnceThenCounted() throws Exception {
    failures.add(Errno.ECONNREFUSED);
    send(equal(3));
    expect(equal(3));
    assertThat(drops.total(DropReason.IO_ERROR)).isZero();
  }

  @Test
  void aSecondIcmpErrorForTheSameDatagramsDropsThem() throws Exception {
    failures.addAll(List.of(Errno.ECONNREFUSED, Errno.ECONNREFUSED));
    send(equal(3), equal(2));
    expect(equal(2));
    assertThat(drops.total(DropReason.IO_ERROR)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.EPERM, Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.EADDRNOTAVAIL})
  void anUnreachableDestinationLosesItsDatagramsAndTheOthersGoOn(int errno) throws Exception {
    failures.add(errno);
    Endpoint elsewhere = Batches.endpoint("127.0.0.1", 9);
    List<byte[]> sent = equal(8);
    PacketBatch batch = Batches.of(sent, elsewhere, there);
    sender(Flux.just(batch));
    expect(List.of(sent.get(1), sent.get(3), sent.get(5), sent.get(7)));
    assertThat(drops.total(DropReason.IO_ERROR)).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        Errno.EINVAL,
        Errno.EADDRNOTAVAIL,
        Errno.ENETUNREACH,
        Errno.EHOSTUNREACH,
        Errno.ENETDOWN
      })
  void aRefusedSourceAddressIsForgottenAndTheDatagramSentAtOnce(int errno) throws Exception {
    there = there.from(new byte[] {127, 0, 0, 1}, 1);
    byte[] payload = Batches.payload(100, 1);
    failures.add(errno);
    send(List.of(payload), List.of(payload));
    expect(List.of(payload, payload));
    assertThat(messagesPerCall).as("refused, repeated, and not asked for again").hasSize(3);
    assertThat(drops.total(DropReason.IO_ERROR)).isZero();
  }

  @Test
  void aFullQueueDropsOneMessage() throws Exception {
    failures.add(Errno.ENOBUFS);
    send(equal(3), equal(2));
    expect(equal(2));
    assertThat(drops.total(DropReason.QUEUE_FULL)).isEqualTo(3);
  }

  @Test
  void aMissingEndpointOrFamilyIsCountedAndHolesAreSkipped() throws Exception {
    List<byte[]> sent = equal(4);
    PacketBatch batch = Batches.of(sent, there);
    batch.endpoint(0, null);
    batch.endpoint(1, Batches.endpoint("::1", receiver.port()));
    batch.drop(2);
    sender(Flux.just(batch));
    expect(sent.subList(3, 4));
    assertThat(drops.total(DropReason.NO_ENDPOINT)).isEqualTo(1);
    assertThat(drops.total(DropReason.NO_SOCKET)).isEqualTo(1);
  }

  @Test
  void oneMessageTakesAtMost64DatagramsAndStaysBelow64KiB() throws Exception {
    send(equal(100));
    expect(equal(100));
    assertThat(messagesPerCall).containsExactly(2);
    messagesPerCall.clear();
    List<byte[]> large = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      large.add(Batches.payload(1452, i));
    }
    sender.close(() -> {});
    sender = opened();
    send(large);
    expect(large);
    assertThat(messagesPerCall).containsExactly(2);
  }

  private static List<byte[]> equal(int count) {
    List<byte[]> payloads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      payloads.add(Batches.payload(200, i));
    }
    return payloads;
  }

  private void send(List<byte[]> payloads) {
    sender(Flux.just(Batches.of(payloads, there)));
  }

  private void send(List<byte[]> first, List<byte[]> second) {
    sender(Flux.just(Batches.of(first, there), Batches.of(second, there)));
  }

  private void sender(Flux<PacketBatch> batches) {
    batches.subscribeOn(Schedulers.fromExecutor(loop)).subscribe(sender);
  }

  private void expect(List<byte[]> payloads) throws InterruptedException {
    for (byte[] payload : payloads) {
      assertThat(arrivals.poll(10, TimeUnit.SECONDS)).isEqualTo(HexFormat.of().formatHex(payload));
    }
  }
}
