package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.veiltun.engine.crypto.AeadProviders;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import io.veiltun.engine.memory.World;
import io.veiltun.engine.os.Loop;
import io.veiltun.engine.packet.Drops;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** A tunnel whose owner stops the loops as soon as it has closed it. */
class TunnelEndTest {
  private final World world = new World();

  /** A loop that ends before the others. */
  private final class Ending implements Loop {
    private boolean ended;

    @Override
    public void execute(Runnable task) {
      if (ended) {
        throw new RejectedExecutionException("ended");
      }
      world.execute(task);
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
      world.schedule(() -> execute(task), delayNanos);
    }

    @Override
    public boolean inLoop() {
      return true;
    }
  }

  @Test
  void aTunnelThatEndsAsksNothingOfAReceiveLoopThatIsGone() {
    Random random = new Random(4);
    Ending receiving = new Ending();
    TunnelRuntime runtime =
        new TunnelRuntime(
            world, receiving, world, world, world, random, AeadProviders.select("bouncycastle"));
    Tunnel tunnel =
        new Tunnel(
            new TunnelOptions("ending", 1420, 64, 64),
            X25519.newPrivateKey(random),
            runtime,
            new Drops());
    SecretKey other = X25519.newPrivateKey(random);
    tunnel
        .addPeer(
            new PeerConfig("peer", X25519.publicKey(other), SecretKey.zero(), null, List.of(), 0))
        .subscribe();
    world.settle();
    assertThat(tunnel.peerCount()).isEqualTo(1);

    tunnel.close();
    receiving.ended = true;

    assertThatCode(world::settle).doesNotThrowAnyException();
    assertThat(tunnel.peerCount()).isZero();
  }
}
