package io.veiltun.maybenot.generator;

import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Validation;
import io.veiltun.maybenot.random.Draws;
import io.veiltun.maybenot.random.RandomSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Random valid machines after a recipe, with exactly the draws of the Maybenot generator 1.0.1. */
public final class MachineGenerator {
  private final MachineRecipe recipe;

  public MachineGenerator(MachineRecipe recipe) {
    this.recipe = recipe;
  }

  /** A machine for the client, or for the server. */
  public Machine generate(RandomSource random, boolean client) {
    int states = Draws.between(random, recipe.states().low(), recipe.states().high());
    boolean mayBlock = decided(random, client ? recipe.blockingClient() : recipe.blockingServer());
    boolean mayExpress = decided(random, recipe.expressive());
    boolean budget = decided(random, recipe.fixedBudget());
    boolean fractions = decided(random, recipe.fracLimits());
    boolean blocking = mayBlock && !recipe.circpad();
    boolean expressive = mayExpress && !recipe.circpad();
    long padding = budget ? upTo(random, countPoint(random)) : 0;
    long blocked = budget && blocking ? upTo(random, (long) durationPoint(random)) : 0;
    double paddingFrac = fractions ? fraction(random) : 0;
    double blockingFrac = fractions && blocking ? fraction(random) : 0;
    StateGenerator generator = new StateGenerator(random, recipe, states, blocking, expressive);
    while (true) {
      List<State> made = new ArrayList<>();
      for (int i = 0; i < states; i++) {
        made.add(generator.state());
      }
      Machine machine = new Machine(padding, paddingFrac, blocked, blockingFrac, made);
      if (Connectivity.isWellConnected(machine) && isValid(machine)) {
        return machine;
      }
    }
  }

  /** The coin is drawn also when the recipe decides. */
  private static boolean decided(RandomSource random, Optional<Boolean> setting) {
    boolean coin = Draws.chance(random, 0.5);
    return setting.orElse(coin);
  }

  private long countPoint(RandomSource random) {
    return Draws.betweenLong(random, recipe.countPoint().low(), recipe.countPoint().high());
  }

  private double durationPoint(RandomSource random) {
    return Draws.range(random, recipe.durationPoint().low(), recipe.durationPoint().high());
  }

  private static long upTo(RandomSource random, long most) {
    return Draws.betweenLong(random, 0, most);
  }

  private static double fraction(RandomSource random) {
    return Rounding.thousandths(Draws.range(random, 0.0, 1.0));
  }

  private static boolean isValid(Machine machine) {
    try {
      Validation.check(machine);
      return true;
    } catch (InvalidMachineException e) {
      return false;
    }
  }
}
