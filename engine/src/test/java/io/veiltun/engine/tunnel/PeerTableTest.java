package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.memory.World;
import io.veiltun.engine.noise.LocalIdentity;
import io.veiltun.engine.session.IndexTable;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PeerTableTest {
  private final Random random = new Random(4);
  private final LocalIdentity local = new LocalIdentity(X25519.newPrivateKey(random));
  private final PeerTable table = new PeerTable();

  /** A peer that is in no tunnel. */
  Peer anyPeer() {
    return peer(SecretKey.zero());
  }

  private Peer peer(SecretKey presharedKey) {
    World world = new World();
    PeerConfig config =
        new PeerConfig(
            "peer",
            X25519.publicKey(X25519.newPrivateKey(random)),
            presharedKey,
            null,
            List.of(),
            0);
    return new Peer(
        table.nextNumber(),
        config,
        local,
        new Keypairs(new IndexTable<>(random), world, world),
        new ArmedTimers(),
        random::nextLong);
  }

  @Test
  void whoeverReadsMeanwhileThePeersAreThoseThatWereAdded() throws Exception {
    Peer peer = peer(SecretKey.zero());
    AtomicBoolean done = new AtomicBoolean();
    Thread reader =
        new Thread(() -> {
          while (!done.get()) {
            assertThat(table.all().size()).isLessThanOrEqualTo(1);
          }
        });
    reader.start();
    try {
      for (int i = 0; i < 200_000; i++) {
        table.add(peer);
        assertThat(table.all().size()).as("round %d", i).isEqualTo(1);
        table.remove(peer);
        assertThat(table.all().size()).as("round %d", i).isZero();
        table.release(peer);
      }
    } finally {
      done.set(true);
      reader.join();
    }
  }

  @Test
  void aNumberIsNotGivenAwayWhileAPacketMayCarryIt() {
    Peer peer = peer(SecretKey.zero());
    table.add(peer);
    table.remove(peer);
    assertThat(table.nextNumber()).isNotEqualTo(peer.number);
    table.release(peer);
    assertThat(table.nextNumber()).isEqualTo(peer.number);
  }

  @Test
  void theSecretsOfAPeerThatGoesAreWiped() {
    Peer peer = peer(X25519.newPrivateKey(random));
    assertThat(peer.remote.presharedKey().isZero()).isFalse();
    peer.leave();
    assertThat(peer.remote.presharedKey().isZero()).isTrue();
  }
}
