package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.memory.Host;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.routing.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Changes of a running tunnel, each row of wireguard-uapi §1.4 as what it does to traffic. */
class TunnelChangeTest {
  private static final Endpoint CAROL = Pair.endpoint("192.0.2.3", 3333);

  private final Pair pair = Pair.connected();
  private final Host alice = pair.alice;
  private final Host bob = pair.bob;
  private int number;

  private static void change(Host host, PeerChange... peers) {
    change(host, TunnelChange.of(peers));
  }

  private static void change(Host host, TunnelChange change) {
    List<Throwable> failures = new ArrayList<>();
    host.tunnel.change(change).subscribe(_ -> {}, failures::add);
    host.world.settle();
    assertThat(failures).isEmpty();
  }

  private static TunnelConfiguration configuration(Host host) {
    List<TunnelConfiguration> answers = new ArrayList<>();
    host.tunnel.configuration().subscribe(answers::add);
    host.world.settle();
    return answers.getFirst();
  }

  private static PeerConfiguration only(Host host) {
    List<PeerConfiguration> peers = configuration(host).peers();
    assertThat(peers).hasSize(1);
    return peers.getFirst();
  }

  private static List<AllowedIpChange> add(String... prefixes) {
    return Stream.of(prefixes).map(p -> new AllowedIpChange(IpPrefix.parse(p), true)).toList();
  }

  private static List<AllowedIpChange> take(String... prefixes) {
    return Stream.of(prefixes).map(p -> new AllowedIpChange(IpPrefix.parse(p), false)).toList();
  }

  private static List<IpPrefix> prefixes(String... texts) {
    return Stream.of(texts).map(IpPrefix::parse).toList();
  }

  private static PublicKey strangersKey(int seed) {
    byte[] bytes = new byte[32];
    new Random(seed).nextBytes(bytes);
    return PublicKey.of(bytes);
  }

  private boolean arrivesAtBob() {
    byte[] packet = pair.toBob(100, number++);
    int before = bob.device.delivered().size();
    pair.aliceSends(packet);
    return bob.device.delivered().size() == before + 1;
  }

  private int initiations() {
    return pair.seen(Messages.INITIATION).size();
  }

  @Test
  void editsOfAPeerKeepItsSessionAndCounters() {
    assertThat(arrivesAtBob()).isTrue();
    long before = only(alice).txBytes();
    byte[] psk = new byte[32];
    psk[3] = 9;
    change(
        alice,
        PeerChange.of(bob.key())
            .withPersistentKeepalive(25)
            .withEndpoint(Pair.BOB)
            .withPresharedKey(SecretKey.copyOf(psk))
            .withAllowedIps(true, add("10.0.0.2/32", "10.9.0.0/16")));
    assertThat(arrivesAtBob()).isTrue();
    assertThat(initiations()).as("the session goes on").isEqualTo(1);
    PeerConfiguration peer = only(alice);
    assertThat(peer.txBytes()).isGreaterThan(before);
    assertThat(peer.presharedKey().bytes()).isEqualTo(psk);
    assertThat(peer.persistentKeepalive()).isEqualTo(25);
    assertThat(peer.allowedIps()).isEqualTo(prefixes("10.0.0.2/32", "10.9.0.0/16"));
    assertThat(peer.name()).isEqualTo("peer-" + bob.key());
  }

  @Test
  void anEmptyEditChangesNothing() {
    assertThat(arrivesAtBob()).isTrue();
    PeerConfiguration before = only(alice);
    change(alice, PeerChange.of(bob.key()));
    assertThat(only(alice)).isEqualTo(before);
  }

  @Test
  void aRoamedEndpointStaysUnlessItIsSet() {
    assertThat(arrivesAtBob()).isTrue();
    bob.transport.move(CAROL);
    pair.bobSends(pair.toAlice(60, 1));
    change(alice, PeerChange.of(bob.key()).withPersistentKeepalive(7));
    assertThat(only(alice).endpoint()).isEqualTo(CAROL);
    assertThat(arrivesAtBob()).isTrue();
    change(alice, PeerChange.of(bob.key()).withEndpoint(Pair.BOB));
    assertThat(only(alice).endpoint()).isEqualTo(Pair.BOB);
    assertThat(arrivesAtBob()).as("nobody is there any more").isFalse();
  }

  @Test
  void aPresharedKeyCountsFromTheNextHandshakeOn() {
    assertThat(arrivesAtBob()).isTrue();
    change(alice, PeerChange.of(bob.key()).withPresharedKey(X25519.newPrivateKey(new Random(5))));
    assertThat(arrivesAtBob()).as("old session").isTrue();
    pair.world.advance(Duration.ofSeconds(181));
    assertThat(arrivesAtBob()).as("the other side does not know the key").isFalse();
    change(bob, PeerChange.of(alice.key()).withPresharedKey(X25519.newPrivateKey(new Random(5))));
    int before = bob.device.delivered().size();
    pair.world.advance(Duration.ofSeconds(6));
    assertThat(bob.device.delivered()).hasSize(before + 1);
    change(alice, PeerChange.of(bob.key()).withPresharedKey(SecretKey.zero()));
    assertThat(only(alice).presharedKey().isZero()).isTrue();
  }

  @Test
  void theCallersSecretsAreItsOwn() {
    SecretKey psk = X25519.newPrivateKey(new Random(5));
    change(alice, PeerChange.of(bob.key()).withPresharedKey(psk));
    psk.close();
    try (TunnelConfiguration configuration = configuration(alice)) {
      assertThat(configuration.peers().getFirst().presharedKey().isZero()).isFalse();
      assertThat(configuration.privateKey()).isEqualTo(alice.privateKey);
    }
    assertThat(only(alice).presharedKey().isZero()).as("copies were wiped").isFalse();
  }

  @Test
  void aKeepaliveThatIsTurnedOnStartsAtOnceAndRepeats() {
    assertThat(arrivesAtBob()).isTrue();
    int before = pair.seenFrom(Pair.ALICE, Messages.TRANSPORT).size();
    change(alice, PeerChange.of(bob.key()).withPersistentKeepalive(20));
    assertThat(pair.seenFrom(Pair.ALICE, Messages.TRANSPORT)).hasSize(before + 1);
    change(alice, PeerChange.of(bob.key()).withPersistentKeepalive(20));
    assertThat(pair.seenFrom(Pair.ALICE, Messages.TRANSPORT)).hasSize(before + 1);
    // Bob's own keepalive after 10 s counts as life: 30, 50 and 70 s.
    pair.world.advance(Duration.ofSeconds(71));
    assertThat(pair.seenFrom(Pair.ALICE, Messages.TRANSPORT)).hasSize(before + 4);
  }

  @Test
  void aShorterKeepaliveDoesNotWaitForTheLongerOne() {
    assertThat(arrivesAtBob()).isTrue();
    change(alice, PeerChange.of(bob.key()).withPersistentKeepalive(60));
    int before = pair.seenFrom(Pair.ALICE, Messages.TRANSPORT).size();
    change(alice, PeerChange.of(bob.key()).withPersistentKeepalive(5));
    pair.world.advance(Duration.ofMillis(5001));
    assertThat(pair.seenFrom(Pair.ALICE, Messages.TRANSPORT)).hasSize(before + 1);
  }

  @Test
  void aKeepaliveThatIsTurnedOffEnds() {
    assertThat(arrivesAtBob()).isTrue();
    change(alice, PeerChange.of(bob.key()).withPersistentKeepalive(20));
    change(alice, PeerChange.of(bob.key()).withPersistentKeepalive(0));
    int before = pair.seenFrom(Pair.ALICE, Messages.TRANSPORT).size();
    pair.world.advance(Duration.ofSeconds(100));
    assertThat(pair.seenFrom(Pair.ALICE, Messages.TRANSPORT)).hasSize(before);
  }

  @Test
  void anAllowedIpMovesToAnotherPeerAndBack() {
    change(alice, PeerChange.of(strangersKey(3)).withAllowedIps(false, add("10.0.0.2/32")));
    assertThat(configuration(alice).peers().get(0).allowedIps()).isEqualTo(prefixes("fd00::2/128"));
    assertThat(configuration(alice).peers().get(1).allowedIps()).isEqualTo(prefixes("10.0.0.2/32"));
    assertThat(arrivesAtBob()).isFalse();
    change(alice, PeerChange.of(bob.key()).withAllowedIps(false, add("10.0.0.2/32")));
    assertThat(configuration(alice).peers().get(1).allowedIps()).isEmpty();
    assertThat(arrivesAtBob()).isTrue();
  }

  @Test
  void takingAPrefixAwayFromWhoDoesNotHaveItDoesNothing() {
    change(alice, PeerChange.of(strangersKey(3)).withAllowedIps(false, take("10.0.0.2/32")));
    assertThat(arrivesAtBob()).isTrue();
    change(alice, PeerChange.of(bob.key()).withAllowedIps(false, take("10.0.0.2/32")));
    assertThat(arrivesAtBob()).isFalse();
    assertThat(configuration(alice).peers().getFirst().allowedIps())
        .isEqualTo(prefixes("fd00::2/128"));
  }

  @Test
  void aChangeForOurOwnKeyIsIgnored() {
    change(alice, PeerChange.of(alice.key()).withAllowedIps(true, add("0.0.0.0/0", "10.0.0.2/32")));
    assertThat(configuration(alice).peers()).hasSize(1);
    assertThat(arrivesAtBob()).isTrue();
  }

  @Test
  void aPeerThatDoesNotExistIsNeitherUpdatedNorRemoved() {
    change(
        alice,
        PeerChange.of(strangersKey(3)).onlyUpdate().withAllowedIps(false, add("10.0.0.2/32")),
        PeerChange.removal(strangersKey(4)));
    assertThat(only(alice).publicKey()).isEqualTo(bob.key());
    change(alice, PeerChange.of(bob.key()).onlyUpdate().withPersistentKeepalive(9));
    assertThat(only(alice).persistentKeepalive()).isEqualTo(9);
    assertThat(arrivesAtBob()).isTrue();
  }

  @Test
  void peersThatComeAreNamedByNumberAndAreSilent() {
    change(alice, PeerChange.of(strangersKey(3)), PeerChange.of(strangersKey(4)));
    assertThat(configuration(alice).peers())
        .extracting(PeerConfiguration::name)
        .containsExactly("peer-" + bob.key(), "peer1", "peer2");
    pair.world.advance(Duration.ofMinutes(1));
    assertThat(pair.network.seen()).isEmpty();
  }

  @Test
  void aRemovedPeerIsSilentAndComesBackAsNew() {
    assertThat(arrivesAtBob()).isTrue();
    change(alice, PeerChange.removal(bob.key()));
    assertThat(configuration(alice).peers()).isEmpty();
    assertThat(arrivesAtBob()).isFalse();
    pair.bobSends(pair.toAlice(60, 1));
    assertThat(alice.device.delivered()).isEmpty();
    pair.world.advance(Duration.ofSeconds(6));
    change(
        alice,
        PeerChange.of(bob.key()).withEndpoint(Pair.BOB).withAllowedIps(true, add("10.0.0.2/32")));
    assertThat(arrivesAtBob()).isTrue();
    assertThat(only(alice).name()).isEqualTo("peer1");
  }

  @Test
  void replacingAllPeersLeavesNoneOfTheOld() {
    assertThat(arrivesAtBob()).isTrue();
    for (int round = 0; round < 5; round++) {
      List<PeerChange> fresh =
          IntStream.range(round * 100, round * 100 + 50)
              .mapToObj(i -> PeerChange.of(strangersKey(i)))
              .toList();
      change(alice, new TunnelChange(Optional.empty(), true, fresh));
      assertThat(configuration(alice).peers()).hasSize(50);
      assertThat(alice.tunnel.status().peers()).hasSize(50);
    }
    PeerChange back = PeerChange.of(bob.key()).withEndpoint(Pair.BOB);
    change(
        alice,
        new TunnelChange(
            Optional.empty(), true, List.of(back.withAllowedIps(false, add("10.0.0.2/32")))));
    pair.world.advance(Duration.ofSeconds(6));
    assertThat(arrivesAtBob()).isTrue();
  }

  @Test
  void anotherPrivateKeyIsAnotherIdentity() {
    assertThat(arrivesAtBob()).isTrue();
    pair.bobSends(pair.toAlice(60, 1));
    SecretKey fresh = X25519.newPrivateKey(new Random(8));
    change(alice, TunnelChange.identity(fresh));
    assertThat(alice.key()).isEqualTo(X25519.publicKey(fresh));
    pair.bobSends(pair.toAlice(60, 2));
    assertThat(alice.device.delivered()).as("the old session receives on").hasSize(2);
    assertThat(arrivesAtBob()).as("and sends no more").isFalse();
    change(
        bob,
        PeerChange.removal(Pair.connected().alice.key()),
        PeerChange.of(alice.key()).withAllowedIps(true, add("10.0.0.1/32")));
    int before = bob.device.delivered().size();
    pair.world.advance(Duration.ofSeconds(6));
    assertThat(bob.device.delivered()).as("what waited").hasSize(before + 1);
    assertThat(arrivesAtBob()).isTrue();
  }

  @Test
  void thePrivateKeyWeHaveAlreadyChangesNothing() {
    assertThat(arrivesAtBob()).isTrue();
    change(alice, TunnelChange.identity(alice.privateKey));
    assertThat(arrivesAtBob()).isTrue();
    assertThat(initiations()).isEqualTo(1);
  }

  @Test
  void thePrivateKeyOfAPeerRemovesThatPeer() {
    assertThat(arrivesAtBob()).isTrue();
    change(alice, TunnelChange.identity(bob.privateKey));
    assertThat(alice.key()).isEqualTo(bob.key());
    assertThat(configuration(alice).peers()).isEmpty();
  }

  @Test
  void withoutAPrivateKeyThereIsSilenceBothWays() {
    assertThat(arrivesAtBob()).isTrue();
    change(alice, PeerChange.of(bob.key()).withPersistentKeepalive(10));
    change(alice, TunnelChange.identity(SecretKey.zero()));
    assertThat(configuration(alice).privateKey().isZero()).isTrue();
    int before = pair.seenFrom(Pair.ALICE, Messages.TRANSPORT).size();
    assertThat(arrivesAtBob()).isFalse();
    pair.bobSends(pair.toAlice(60, 1));
    pair.world.advance(Duration.ofSeconds(200));
    assertThat(alice.device.delivered()).isEmpty();
    assertThat(alice.dropped(DropReason.NOT_READY)).isPositive();
    assertThat(pair.seenFrom(Pair.ALICE, Messages.TRANSPORT)).hasSize(before);
    assertThat(pair.seenFrom(Pair.ALICE, Messages.INITIATION)).hasSize(1);
    pair.world.advance(Duration.ofSeconds(200));
    int delivered = bob.device.delivered().size();
    change(alice, TunnelChange.identity(alice.privateKey));
    assertThat(bob.device.delivered()).as("what waited").hasSize(delivered + 1);
    assertThat(arrivesAtBob()).isTrue();
  }

  @Test
  void cookiesEndWithTheIdentityTheyWereMadeFor() {
    assertThat(arrivesAtBob()).isTrue();
    change(bob, TunnelChange.identity(X25519.newPrivateKey(new Random(8))));
    pair.world.advance(Duration.ofSeconds(10));
    assertThat(arrivesAtBob()).as("alice still goes for the old key").isTrue();
    pair.world.advance(Duration.ofMinutes(3));
    assertThat(arrivesAtBob()).isFalse();
    assertThat(bob.dropped(DropReason.BAD_MAC)).isPositive();
  }

  @Test
  void anInitiationUnderWayForTheOldIdentityLeadsNowhere() {
    pair.network.path(_ -> List.of());
    assertThat(arrivesAtBob()).isFalse();
    SecretKey fresh = X25519.newPrivateKey(new Random(8));
    change(alice, TunnelChange.identity(fresh));
    change(bob, PeerChange.of(alice.key()).withAllowedIps(true, add("10.0.0.1/32")));
    pair.network.path(List::of);
    assertThat(arrivesAtBob()).as("a new initiation need not wait").isFalse();
    assertThat(bob.device.delivered()).as("both that waited").isEmpty();
    pair.world.advance(Duration.ofSeconds(6));
    assertThat(bob.device.delivered()).hasSize(2);
  }

  @Test
  void aSuspendedTunnelIsSilentAndForgetsItsSessions() {
    assertThat(arrivesAtBob()).isTrue();
    change(alice, PeerChange.of(bob.key()).withPersistentKeepalive(10));
    alice.tunnel.suspend();
    alice.tunnel.suspend();
    pair.world.settle();
    int before = pair.seenFrom(Pair.ALICE, Messages.TRANSPORT).size();
    assertThat(arrivesAtBob()).isFalse();
    pair.bobSends(pair.toAlice(60, 1));
    pair.world.advance(Duration.ofSeconds(100));
    assertThat(alice.device.delivered()).isEmpty();
    assertThat(pair.seenFrom(Pair.ALICE, Messages.TRANSPORT)).hasSize(before);
    assertThat(pair.seenFrom(Pair.ALICE, Messages.INITIATION)).hasSize(1);
    alice.tunnel.resume();
    alice.tunnel.resume();
    pair.world.settle();
    assertThat(pair.seenFrom(Pair.ALICE, Messages.INITIATION)).as("keepalive").hasSize(2);
    pair.world.advance(Duration.ofSeconds(6));
    assertThat(arrivesAtBob()).isTrue();
  }

  @Test
  void whatWaitsGetsItsHandshakeWhenTheTunnelGoesOn() {
    alice.tunnel.suspend();
    pair.world.settle();
    assertThat(arrivesAtBob()).isFalse();
    alice.tunnel.resume();
    pair.world.settle();
    assertThat(bob.device.delivered()).hasSize(1);
  }

  @Test
  void aWaitIsOverWhenItsPeerGoes() {
    List<Throwable> failures = new ArrayList<>();
    alice.tunnel.established(bob.key()).subscribe(_ -> {}, failures::add);
    pair.world.settle();
    change(alice, PeerChange.removal(bob.key()));
    assertThat(failures).hasSize(1);
    assertThat(failures.getFirst()).hasMessageContaining("removed");
  }

  @Test
  void bobMayBeReachedByASecondAddressOnceItIsHis() {
    change(alice, PeerChange.of(bob.key()).withAllowedIps(false, add("10.0.5.0/24")));
    alice.device.write(Packets.udp("10.0.0.1", "10.0.5.7", 100, 1));
    pair.world.settle();
    assertThat(bob.device.delivered()).hasSize(1);
  }

  @Test
  void aPersistentKeepaliveThatWaitedForAnEndpointBeginsWithIt() {
    Host carol = new Host(pair.world, pair.network, CAROL, 3);
    carol.knows(alice, null, SecretKey.zero(), 25, "10.0.0.1/32");
    pair.world.advance(Duration.ofSeconds(60));
    assertThat(pair.seenFrom(CAROL, Messages.INITIATION)).isEmpty();
    change(carol, PeerChange.of(alice.key()).withEndpoint(Pair.ALICE));
    assertThat(pair.seenFrom(CAROL, Messages.INITIATION)).hasSize(1);
  }

  @Test
  void itBeginsAlsoWhenANameWasResolvedLate() {
    Host carol = new Host(pair.world, pair.network, CAROL, 3);
    carol.knows(alice, null, SecretKey.zero(), 25, "10.0.0.1/32");
    carol.tunnel.endpoint(alice.key(), Pair.ALICE).subscribe();
    pair.world.settle();
    assertThat(pair.seenFrom(CAROL, Messages.INITIATION)).hasSize(1);
  }

  @Test
  void anotherEndpointSendsNoKeepaliveOfItsOwn() {
    change(alice, PeerChange.of(bob.key()).withPersistentKeepalive(25));
    int before = pair.network.seen().size();
    change(alice, PeerChange.of(bob.key()).withEndpoint(Pair.BOB));
    assertThat(pair.network.seen()).hasSize(before);
  }
}
