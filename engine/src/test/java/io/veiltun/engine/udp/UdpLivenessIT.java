package io.veiltun.engine.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.os.Namespace;
import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Sinks;

/**
 * Real addresses, routes and firewalls come and go under two transports: {@code here} with the
 * links va and vb to {@code there}, which has an address behind both. Needs root.
 */
class UdpLivenessIT {
  /** An address of {@code there} that both links lead to. */
  private static final String BEHIND = "10.9.9.9";

  private final Namespace here = new Namespace("live-here");
  private final Namespace there = new Namespace("live-there");
  private final Drops drops = new Drops();
  private final Semaphore changes = new Semaphore(0);
  private final BlockingQueue<Endpoint> arrivals = new LinkedBlockingQueue<>();
  private final BlockingQueue<Endpoint> returns = new LinkedBlockingQueue<>();
  private final Sinks.Many<PacketBatch> outbound = Sinks.many().unicast().onBackpressureBuffer();
  private final Sinks.Many<PacketBatch> answers = Sinks.many().unicast().onBackpressureBuffer();
  private PacketLoop loop;
  private PacketLoop otherLoop;
  private UdpTransport transport;
  private UdpTransport other;

  @BeforeEach
  void open() throws Exception {
    link("va", 1);
    link("vb", 2);
    there.ip("addr add " + BEHIND + "/32 dev lo");
    here.ip("route add " + BEHIND + "/32 via 10.0.1.2");
    loop = here.in(() -> new PacketLoop("here"));
    otherLoop = there.in(() -> new PacketLoop("there"));
    UdpTransport.Options options = UdpTransport.Options.of(0);
    transport = here.in(() -> UdpTransport.bind(options, loop, loop, drops));
    other = there.in(() -> UdpTransport.bind(options, otherLoop, otherLoop, new Drops()));
    transport.onNetworkChange(changes::release);
    transport.send(outbound.asFlux());
    other.send(answers.asFlux());
    transport.receive().subscribe(batch -> note(batch, returns));
    other.receive().subscribe(batch -> note(batch, arrivals));
  }

  private void link(String name, int net) {
    here.ip("link add " + name + " type veth peer name " + name + " netns " + there.name());
    end(here, name, net, 1);
    end(there, name, net, 2);
  }

  private static void end(Namespace namespace, String name, int net, int last) {
    namespace.exec("sysctl -qw net.ipv6.conf." + name + ".accept_dad=0");
    namespace.ip("addr add 10.0." + net + "." + last + "/24 dev " + name);
    namespace.ip("addr add fd00:" + net + "::" + last + "/64 dev " + name + " nodad");
    namespace.ip("link set " + name + " up");
  }

  private static void note(PacketBatch batch, BlockingQueue<Endpoint> to) {
    for (int slot = 0; slot < batch.size(); slot++) {
      to.add(Objects.requireNonNull(batch.endpoint(slot)));
    }
  }

  @AfterEach
  void close() {
    transport.close();
    other.close();
    loop.close();
    otherLoop.close();
    here.close();
    there.close();
  }

  private void send(Endpoint to) throws Exception {
    PacketBatch batch = Batches.of(List.of(Batches.payload(100, 1)), to);
    CompletableFuture.runAsync(() -> outbound.tryEmitNext(batch).orThrow(), loop)
        .get(10, TimeUnit.SECONDS);
  }

  /** Who the next datagram came from, as the other end sees it. */
  private String arrivedFrom() throws Exception {
    Endpoint from = Objects.requireNonNull(arrivals.poll(10, TimeUnit.SECONDS), "nothing came");
    return InetAddress.getByAddress(from.address()).getHostAddress();
  }

  /**
   * The endpoint {@code remote} of the other end as a datagram from there to {@code local} gives
   * it.
   */
  private Endpoint heardFrom(String remote, String local) throws Exception {
    Endpoint to =
        Batches.endpoint(local, transport.port())
            .from(InetAddress.getByName(remote).getAddress(), 0);
    PacketBatch batch = Batches.of(List.of(Batches.payload(10, 2)), to);
    CompletableFuture.runAsync(() -> answers.tryEmitNext(batch).orThrow(), otherLoop)
        .get(10, TimeUnit.SECONDS);
    return Objects.requireNonNull(returns.poll(10, TimeUnit.SECONDS), "nothing came back");
  }

  private static void open(UdpTransport transport, Namespace namespace) throws Exception {
    namespace.in(() -> {
      transport.open();
      return transport.port();
    });
  }

  private void awaitChange() throws InterruptedException {
    assertThat(changes.tryAcquire(10, TimeUnit.SECONDS)).as("a change is told").isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.1.2, 10.0.1.77, 24",
    "fd00:1::2, fd00:1::77, 64",
  })
  void aSourceAddressThatWentIsReplacedWithoutALostDatagramAndUsedAgainWhenItIsBack(
      String remote, String extra, int length) throws Exception {
    here.ip("addr add " + extra + "/" + length + " dev va" + (length == 64 ? " nodad" : ""));
    Endpoint endpoint = heardFrom(remote, extra);
    send(endpoint);
    assertThat(arrivedFrom()).isEqualTo(InetAddress.getByName(extra).getHostAddress());
    here.ip("addr del " + extra + "/" + length + " dev va");
    send(endpoint);
    assertThat(arrivedFrom()).isNotEqualTo(InetAddress.getByName(extra).getHostAddress());
    send(endpoint);
    arrivedFrom();
    changes.drainPermits();
    here.ip("addr add " + extra + "/" + length + " dev va" + (length == 64 ? " nodad" : ""));
    awaitChange();
    send(endpoint);
    assertThat(arrivedFrom()).isEqualTo(InetAddress.getByName(extra).getHostAddress());
    assertThat(drops.total(DropReason.IO_ERROR)).isZero();
  }

  @Test
  void aSourceAddressThatStayedIsForgottenWhenTheRouteLeavesByAnotherLink() throws Exception {
    Endpoint endpoint = heardFrom(BEHIND, "10.0.1.1");
    send(endpoint);
    assertThat(arrivedFrom()).isEqualTo("10.0.1.1");
    changes.drainPermits();
    here.ip("route replace " + BEHIND + "/32 via 10.0.2.2");
    awaitChange();
    send(endpoint);
    assertThat(arrivedFrom()).isEqualTo("10.0.2.1");
    here.ip("route replace " + BEHIND + "/32 via 10.0.1.2");
    awaitChange();
    send(endpoint);
    assertThat(arrivedFrom()).as("and remembered when it comes back").isEqualTo("10.0.1.1");
  }

  @Test
  void aChangeThatDoesNotConcernItLeavesTheSourceAlone() throws Exception {
    here.ip("addr add 10.0.1.77/24 dev va");
    Endpoint endpoint = heardFrom("10.0.1.2", "10.0.1.77");
    changes.drainPermits();
    here.ip("route add 198.51.100.0/24 via 10.0.2.2");
    awaitChange();
    send(endpoint);
    assertThat(arrivedFrom()).isEqualTo("10.0.1.77");
  }

  @Test
  void whatAFirewallForbidsIsCountedAndSentAgainWhenItMay() throws Exception {
    Endpoint endpoint = heardFrom("10.0.1.2", "10.0.1.1");
    here.exec("nft add table ip t");
    here.exec("nft add chain ip t o { type filter hook output priority 0 ; policy drop ; }");
    send(endpoint);
    assertThat(drops.total(DropReason.IO_ERROR)).isEqualTo(1);
    here.exec("nft delete table ip t");
    send(endpoint);
    assertThat(arrivedFrom()).isEqualTo("10.0.1.1");
    assertThat(drops.total(DropReason.IO_ERROR)).isEqualTo(1);
  }

  @Test
  void anUnreachableNetworkIsCountedAndItsReturnIsToldAndUsed() throws Exception {
    Endpoint endpoint = heardFrom(BEHIND, "10.0.1.1");
    changes.drainPermits();
    here.ip("link set va down");
    awaitChange();
    send(endpoint);
    assertThat(drops.total(DropReason.IO_ERROR)).isEqualTo(1);
    here.ip("link set va up");
    here.ip("route add " + BEHIND + "/32 via 10.0.1.2");
    awaitChange();
    send(endpoint);
    assertThat(arrivedFrom()).isEqualTo("10.0.1.1");
  }

  @ParameterizedTest
  @CsvSource({"10.0.1.2", "fd00:1::2"})
  void aClosedPortAtTheOtherEndSilencesNeitherDirection(String remote) throws Exception {
    Endpoint endpoint = Batches.endpoint(remote, other.port());
    other.shut();
    for (int i = 0; i < 20; i++) {
      send(endpoint);
    }
    open(other, there);
    send(endpoint);
    arrivedFrom();
    heardFrom(remote, remote.contains(":") ? "fd00:1::1" : "10.0.1.1");
  }

  @Test
  void theMarkDecidesTheRouteAlsoWhenItChangesUnderway() throws Exception {
    here.ip("route add " + BEHIND + "/32 via 10.0.2.2 table 77");
    here.ip("rule add fwmark 77 lookup 77");
    Endpoint endpoint = heardFrom(BEHIND, "10.0.1.1");
    send(endpoint);
    assertThat(arrivedFrom()).isEqualTo("10.0.1.1");
    transport.fwmark(77);
    send(endpoint);
    assertThat(arrivedFrom()).isEqualTo("10.0.2.1");
    transport.shut();
    open(transport, here);
    send(endpoint);
    assertThat(arrivedFrom()).as("later sockets have it too").isEqualTo("10.0.2.1");
    transport.fwmark(0);
    send(endpoint);
    assertThat(arrivedFrom()).isEqualTo("10.0.1.1");
  }
}
