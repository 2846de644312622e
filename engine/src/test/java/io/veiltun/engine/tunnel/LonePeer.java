package io.veiltun.engine.tunnel;

import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.memory.World;
import io.veiltun.engine.noise.LocalIdentity;
import io.veiltun.engine.session.IndexTable;
import java.util.List;
import java.util.Random;

/** A peer without a tunnel around it, for tests of its parts. */
final class LonePeer {
  private LonePeer() {}

  static Peer of(World world, PeerTimers.Jitter jitter) {
    Random random = new Random(1);
    LocalIdentity local = new LocalIdentity(X25519.newPrivateKey(random));
    SecretKey other = X25519.newPrivateKey(random);
    PeerConfig config =
        new PeerConfig("peer", X25519.publicKey(other), SecretKey.zero(), null, List.of(), 0);
    Keypairs keypairs = new Keypairs(new IndexTable<>(random), world, world);
    return new Peer(1, config, local, keypairs, new ArmedTimers(), jitter);
  }
}
