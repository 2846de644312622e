package io.veiltun.maybenot.generator;

import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.simulator.Trace;
import java.util.List;
import java.util.Optional;

/**
 * Derives ephemeral defences: random pairs of machines, of which the first that keeps within the
 * constraints in a simulated environment is taken. Can be shared by threads.
 */
public final class Derivation {
  private final DerivationRecipe recipe;
  private final List<Trace> traces;

  /**
   * A derivation on traces of one's own.
   *
   * @param traces from which each environment takes some
   * @throws IllegalArgumentException without traces
   */
  public Derivation(DerivationRecipe recipe, List<Trace> traces) {
    if (traces.isEmpty()) {
      throw new IllegalArgumentException("a derivation needs at least one trace");
    }
    this.recipe = recipe;
    this.traces = List.copyOf(traces);
  }

  /**
   * What a seed became.
   *
   * @param attempt the candidate that was taken, from 1
   */
  public record Derived(String seed, int attempt, Machine client, Machine server) {
    /** As machine strings. */
    public Defence defence() {
      return new Defence(
          List.of(MachineFormat.encode(client)),
          List.of(MachineFormat.encode(server)),
          "seed %s, attempts %d".formatted(seed, attempt));
    }
  }

  /** The first candidate within the constraints; empty if none of the allowed attempts is. */
  public Optional<Derived> derive(String seed) {
    Candidates candidates = new Candidates(recipe, traces, seed);
    for (int attempt = 1; attempt <= recipe.maxAttempts(); attempt++) {
      Candidates.Candidate candidate = candidates.next();
      if (passes(candidates.environment(), candidate)) {
        return Optional.of(new Derived(seed, attempt, candidate.client(), candidate.server()));
      }
    }
    return Optional.empty();
  }

  private boolean passes(Environment environment, Candidates.Candidate candidate) {
    try {
      return ConstraintCheck.passes(
          recipe.constraints(),
          environment,
          recipe.environment().impliedLimits(),
          List.of(candidate.client()),
          List.of(candidate.server()),
          candidate.seed());
    } catch (InvalidMachineException e) {
      throw new IllegalStateException("the generator made an invalid machine", e);
    }
  }
}
