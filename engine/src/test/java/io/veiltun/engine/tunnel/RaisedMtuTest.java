package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veiltun.engine.memory.Host;
import io.veiltun.engine.noise.Messages;
import io.veiltun.engine.packet.DropReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An interface's MTU is raised above what its tunnel was made for, and lowered again. */
class RaisedMtuTest {
  private static final int RAISED = 2 * Host.MTU;

  private final Pair pair = Pair.connected();

  @Test
  void packetsOfTheNewSizeArriveThatHadToWaitForTheSession() {
    pair.alice.tunnel.mtu(RAISED);
    pair.bob.tunnel.mtu(RAISED);
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sent.add(pair.toBob(i % 2 == 0 ? RAISED : 60, i));
    }
    sent.forEach(pair.alice.device::write);
    pair.world.settle();
    assertThat(pair.bob.device.delivered()).containsExactlyElementsOf(sent);
  }

  @Test
  void paddingEndsAtTheNewMtu() {
    pair.alice.tunnel.mtu(RAISED);
    pair.aliceSends(pair.toBob(RAISED - 3, 1));
    assertThat(pair.seen(Messages.TRANSPORT).getLast().bytes()).hasSize(RAISED + 32);
  }

  @Test
  void whatWaitedBeforeItWasLoweredLeavesWhole() {
    pair.alice.tunnel.mtu(RAISED);
    pair.network.path(datagram -> List.of());
    byte[] large = pair.toBob(RAISED, 1);
    pair.aliceSends(large);
    pair.alice.tunnel.mtu(Host.MTU);
    pair.network.path(List::of);
    pair.world.advance(java.time.Duration.ofSeconds(6));
    assertThat(pair.bob.device.delivered()).containsExactly(large);
    pair.aliceSends(large);
    assertThat(pair.alice.dropped(DropReason.TOO_BIG)).isEqualTo(1);
    byte[] fits = pair.toBob(Host.MTU, 2);
    pair.aliceSends(fits);
    assertThat(pair.bob.device.delivered()).containsExactly(large, fits);
  }

  @Test
  void longerSlotsTakeOverWhatIsQueued() {
    OwnBatch batch = new OwnBatch(16, 100, 16);
    for (int i = 0; i < 40; i++) {
      batch.fit(100, 100);
      int offset = batch.nextOffset();
      batch.batch().memory().asSlice(offset, 100).fill((byte) i);
      batch.add(offset - 4, 104, Pair.BOB, i, i % 3 == 0);
    }
    batch.fit(65_000, 100);
    assertThat(batch.hasRoom()).isTrue();
    assertThat(batch.nextOffset() + 65_000L + 16)
        .isLessThanOrEqualTo(batch.batch().memory().byteSize());
    for (int i = 0; i < 40; i++) {
      assertThat(batch.batch().peer(i)).isEqualTo(i);
      assertThat(batch.decoys()[i]).isEqualTo(i % 3 == 0);
      assertThat(batch.batch().length(i)).isEqualTo(104);
      assertThat(batch.batch().endpoint(i)).isSameAs(Pair.BOB);
      var bytes = batch.batch().memory().asSlice(batch.batch().offset(i) + 4L, 100);
      assertThat(bytes.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)).containsOnly(i);
    }
    batch.batch().clear();
    batch.fit(100, 100);
    assertThat(batch.batch().memory().byteSize()).as("given back").isLessThan(100_000);
  }

  @Test
  void anMtuNoPacketCanHaveIsRefused() {
    assertThatThrownBy(() -> pair.alice.tunnel.mtu(65_536)).hasMessageContaining("65536");
    assertThat(pair.alice.tunnel.mtu()).isEqualTo(Host.MTU);
  }
}
