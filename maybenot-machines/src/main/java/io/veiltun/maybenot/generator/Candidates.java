package io.veiltun.maybenot.generator;

import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.random.RandomSource;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import io.veiltun.maybenot.simulator.Trace;
import java.util.List;

/** The endless sequence of machines that a seed stands for, one for each end at a time. */
final class Candidates {
  /**
   * A pair of machines to be tried.
   *
   * @param seed for its simulations
   */
  record Candidate(Machine client, Machine server, long seed) {}

  private final RandomSource random;
  private final MachineGenerator generator;
  private final Environment environment;

  /** The environment comes first out of the seed. */
  Candidates(DerivationRecipe recipe, List<Trace> traces, String seed) {
    random = Xoshiro256StarStar.fromString(seed);
    environment = Environment.draw(recipe.environment(), traces, random);
    generator = new MachineGenerator(recipe.machine());
  }

  Environment environment() {
    return environment;
  }

  Candidate next() {
    Machine client = generator.generate(random, true);
    Machine server = generator.generate(random, false);
    return new Candidate(client, server, random.nextLong());
  }
}
