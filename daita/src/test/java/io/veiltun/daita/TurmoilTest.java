package io.veiltun.daita;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.memory.Packets;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Blocks and paddings of all kinds while keys change, an end roams, the transport is busy, sessions
 * run out and machines are exchanged: no packet is lost, none overtakes another.
 */
class TurmoilTest {
  private static final Event[] STARTS = {
    Event.NORMAL_SENT, Event.TUNNEL_SENT, Event.NORMAL_RECV, Event.PADDING_SENT, Event.BLOCKING_END
  };

  private static DaitaSettings settings(SplittableRandom random) {
    Machine[] machines = new Machine[1 + random.nextInt(4)];
    for (int i = 0; i < machines.length; i++) {
      Event start = STARTS[random.nextInt(STARTS.length)];
      double after = random.nextInt(30);
      boolean bypass = random.nextBoolean();
      boolean replace = random.nextBoolean();
      machines[i] =
          random.nextInt(3) > 0
              ? Machines.on(
                  start, Machines.blocking(1 + after, random.nextInt(300), bypass, replace))
              : Machines.on(start, Machines.padding(1 + after, bypass, replace));
    }
    return Lab.settings(machines);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nothingIsLostAndNothingOvertakes(long seed) {
    var random = new SplittableRandom(seed);
    Lab lab = Lab.shaped(settings(random));
    int number = 0;
    for (int step = 0; step < 300; step++) {
      switch (random.nextInt(12)) {
        case 0 -> lab.alice.tunnel.handshake(lab.bob.key()).subscribe();
        case 1 -> {
          int host = 3 + random.nextInt(200);
          lab.bob.transport.move(Endpoint.of(Packets.address("192.0.2." + host), 2222, 0));
          lab.bobSends(100, step);
        }
        case 2 -> lab.alice.transport.writable(false);
        case 3 -> lab.shapeAlice(settings(random));
        case 4 -> lab.advance(random.nextInt(10) == 0 ? 200_000 : 1000);
        case 5 -> lab.bobSends(200, step);
        default -> {
          for (int i = random.nextInt(12); i > 0; i--) {
            lab.aliceSends(40 + random.nextInt(1380), number++);
          }
        }
      }
      lab.advance(random.nextInt(20));
      lab.alice.transport.writable(true);
      lab.settle();
    }
    lab.advance(20_000);

    assertThat(lab.delivered())
        .as("seed %d", seed)
        .isEqualTo(IntStream.range(0, number).boxed().toList());
    assertThat(List.copyOf(lab.fromAlice())).containsOnly(Lab.SIZE);
  }
}
