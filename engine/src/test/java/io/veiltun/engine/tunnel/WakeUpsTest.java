package io.veiltun.engine.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.memory.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The heap of wake-ups against a sorted map, with ten thousand entries. */
class WakeUpsTest {
  private static final int PORTS = 10_000;

  @Test
  void tenThousandShapersAreWokenInTheOrderOfTheirTimes() {
    World world = new World();
    Sending sending = new Sending(1420, world, peer -> {});
    WakeUps wakeUps = new WakeUps(world, sending);
    List<Long> woken = new ArrayList<>();
    TreeMap<Long, Sleeper> expected = new TreeMap<>();
    var random = new SplittableRandom(8);
    for (int i = 0; i < PORTS; i++) {
      Sleeper port = new Recorder(world, woken);
      long at = world.nanos() + 1_000_000L * i + random.nextInt(1_000_000);
      wakeUps.set(port, world.nanos() + random.nextLong(20_000_000_000L));
      wakeUps.set(port, at);
      expected.put(at, port);
    }
    List<Long> times = new ArrayList<>(expected.keySet());
    for (int i = 0; i < PORTS; i += 3) {
      Sleeper removed = Objects.requireNonNull(expected.remove(times.get(i)));
      wakeUps.remove(removed);
      wakeUps.remove(removed);
    }
    world.advance(Duration.ofSeconds(30));

    assertThat(woken).containsExactlyElementsOf(expected.keySet());
  }

  /** A machine whose timers never wait must not keep the loop from everything else. */
  @Test
  void aSleeperThatIsDueAgainAtOnceIsWokenOnceARun() {
    World world = new World();
    WakeUps wakeUps = new WakeUps(world, new Sending(1420, world, peer -> {}));
    int[] woken = new int[2];
    for (int i = 0; i < woken.length; i++) {
      int number = i;
      Sleeper restless =
          new Sleeper() {
            @Override
            void wake(long now) {
              if (++woken[number] < 1000) {
                wakeUps.set(this, now);
              }
            }
          };
      wakeUps.set(restless, world.nanos() + i);
    }
    wakeUps.run(world.nanos() + 1);
    assertThat(woken).containsExactly(1, 1);
    world.advance(Duration.ofMillis(1));
    assertThat(woken).containsExactly(1000, 1000);
  }

  private static final class Recorder extends Sleeper {
    private final World world;
    private final List<Long> woken;

    Recorder(World world, List<Long> woken) {
      this.world = world;
      this.woken = woken;
    }

    @Override
    void wake(long now) {
      woken.add(world.nanos());
    }
  }
}
