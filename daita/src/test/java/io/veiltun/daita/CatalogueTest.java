package io.veiltun.daita;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.catalogue.Catalogue;
import io.veiltun.maybenot.catalogue.Defence;
import io.veiltun.maybenot.catalogue.Entry;
import io.veiltun.maybenot.framework.Limits;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every defence of the catalogue carries an application's packets, in order, in one size. */
class CatalogueTest {
  private static final int PACKETS = 200;

  static List<String> names() {
    return Catalogue.entries().stream()
        .filter(entry -> entry.kind() != Entry.Kind.EPHEMERAL)
        .map(Entry::example)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void dataFlowsInOrder(String name) throws Exception {
    Defence defence = Catalogue.defence(name, Xoshiro256StarStar.fromSeed(5));
    Lab lab = new Lab();
    lab.aliceSends(100, -1);
    lab.shapeBob(settings(defence.relay().machines()));
    lab.shapeAlice(settings(defence.client().machines()));
    lab.advance(1000);
    lab.forget();
    var random = new SplittableRandom(5);
    for (int i = 0; i < PACKETS; i++) {
      lab.aliceSends(40 + random.nextInt(1380), i);
      lab.bobSends(40 + random.nextInt(1380), i);
      if (i % 20 == 0) {
        lab.advance(random.nextInt(200));
      }
    }
    lab.advance(10_000);
    lab.advance(10_000);

    List<Integer> all = IntStream.range(0, PACKETS).boxed().toList();
    assertThat(lab.delivered()).isEqualTo(all);
    assertThat(lab.alice.device.delivered().stream().map(Lab::number)).isEqualTo(all);
    assertThat(lab.fromAlice()).containsOnly(Lab.SIZE);
    assertThat(lab.fromBob()).containsOnly(Lab.SIZE);
  }

  private static DaitaSettings settings(List<Machine> machines) {
    return DaitaSettings.of(Lab.compiled(machines.toArray(Machine[]::new)), new Limits(0, 0));
  }
}
