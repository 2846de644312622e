package io.veiltun.daita;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.memory.Host;
import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.maybenot.framework.Limits;
import io.veiltun.maybenot.machine.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConstantSizeTest {
  @Test
  void everyDataPacketOnTheWireHasTheSameSize() {
    Lab lab = Lab.shaped(Machines.ticking(Event.NORMAL_SENT, 7));
    var random = new SplittableRandom(1);
    for (int i = 0; i < 1000; i++) {
      lab.aliceSends(random.nextInt(32, Host.MTU + 1), i);
      lab.bobSends(random.nextInt(32, Host.MTU + 1), i);
      lab.advance(3);
    }

    assertThat(lab.fromAlice()).hasSizeGreaterThan(1400).containsOnly(Lab.SIZE);
    assertThat(lab.fromBob()).hasSizeGreaterThan(999).containsOnly(Lab.SIZE);
    assertThat(lab.delivered()).hasSize(1000);
  }

  @Test
  void thePacketArrivesByteForByte() {
    Lab lab = Lab.shaped();
    byte[] v4 = Packets.udp("10.0.0.1", "10.0.0.2", 61, 7);
    byte[] v6 = Packets.udp("fd00::1", "fd00::2", 77, 8);
    lab.alice.device.write(v4);
    lab.alice.device.write(v6);
    lab.settle();

    assertThat(lab.bob.device.delivered()).containsExactly(v4, v6);
    assertThat(lab.fromAlice()).containsExactly(Lab.SIZE, Lab.SIZE);
  }

  @Test
  void theFirstPacketsOfASessionHaveThatSizeToo() {
    Lab lab = new Lab();
    lab.shapeAlice(DaitaSettings.sizeOnly());
    lab.shapeBob(DaitaSettings.sizeOnly());
    lab.aliceSends(50, 1);
    lab.bobSends(60, 2);

    assertThat(lab.delivered()).containsExactly(1);
    assertThat(lab.fromAlice()).isNotEmpty().containsOnly(Lab.SIZE);
    assertThat(lab.fromBob()).isNotEmpty().containsOnly(Lab.SIZE);
  }

  @Test
  void keepalivesHaveThatSizeAndAreStillKeepalives() {
    Lab lab = Lab.shaped();
    lab.aliceSends(100, 1);
    lab.advance(60_000);

    assertThat(lab.fromBob()).containsExactly(Lab.SIZE);
    assertThat(lab.fromAlice()).containsExactly(Lab.SIZE);
    assertThat(lab.alice.device.delivered()).isEmpty();
  }

  @Test
  void plainKeepalivesAreEmpty() {
    Lab lab = Lab.shaped();
    lab.shapeBob(
        new DaitaSettings(
            List.of(),
            new Limits(0, 0),
            DaitaSettings.Budget.UNLIMITED,
            Optional.empty(),
            false,
            Duration.ofSeconds(5)));
    lab.forget();
    lab.aliceSends(100, 1);
    lab.advance(60_000);

    assertThat(lab.fromBob()).containsExactly(32);
  }

  @Test
  void aPeerWithoutDaitaGetsTheData() {
    Lab lab = new Lab();
    lab.shapeAlice(Lab.settings(Machines.ticking(Event.NORMAL_SENT, 10)));
    for (int i = 0; i < 10; i++) {
      lab.aliceSends(100 + i, i);
      lab.bobSends(300, i);
      lab.advance(500);
    }

    assertThat(lab.delivered()).hasSize(10);
    assertThat(lab.alice.device.delivered()).hasSize(10);
    assertThat(lab.fromAlice()).containsOnly(Lab.SIZE);
    assertThat(lab.bob.dropped(DropReason.NOT_IP)).isPositive();
  }

  @Test
  void aPacketLargerThanTheSizeIsAnsweredAndNeverSent() {
    Lab lab = Lab.shaped();
    lab.alice.device.write(Packets.udp("10.0.0.1", "10.0.0.2", Host.MTU + 1, 1));
    lab.settle();

    assertThat(lab.fromAlice()).isEmpty();
    assertThat(lab.alice.device.answers()).hasSize(1);
    assertThat(lab.alice.dropped(DropReason.TOO_BIG)).isEqualTo(1);
  }
}
