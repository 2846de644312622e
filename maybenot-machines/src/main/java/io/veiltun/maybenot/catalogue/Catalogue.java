package io.veiltun.maybenot.catalogue;

import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.random.RandomSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Every defence known by name. A name is a first word that must match exactly and, for some, its
 * parameters, separated by spaces: {@code tamaraw 0.01 2000000}.
 */
public final class Catalogue {
  /** What a tunnel uses if it is told nothing else. */
  public static final String DEFAULT = "ephemeral-light";

  private static final Pattern SPACES = Pattern.compile("\\s+");

  private static final Map<String, Recipe> RECIPES = new LinkedHashMap<>();

  static {
    List<Recipe> all = new ArrayList<>();
    all.addAll(EphemeralPool.recipes());
    all.addAll(OwnMachines.recipes());
    all.addAll(IdleMachines.recipes());
    all.addAll(BreakPad.recipes());
    all.addAll(Interspace.recipes());
    all.add(Front.recipe());
    all.add(Tamaraw.recipe());
    all.addAll(Regulator.recipes());
    all.addAll(Scrambler.recipes());
    all.addAll(PublishedMachines.recipes());
    for (Recipe recipe : all) {
      if (RECIPES.put(recipe.name(), recipe) != null) {
        throw new IllegalStateException("two entries named " + recipe.name());
      }
    }
  }

  private Catalogue() {}

  /** All entries, the default first; those with parameters without machine strings. */
  public static List<Entry> entries() {
    return RECIPES.values().stream().map(Recipe::entry).toList();
  }

  /**
   * The entry of a name, with or without its parameters; nothing if the name is unknown or a
   * parameter is wrong; {@link #defence} says what. Whether the parameters of a random entry fit
   * together shows only when it is drawn.
   */
  public static Optional<Entry> find(String name) {
    String[] words = words(name);
    Recipe recipe = RECIPES.get(words[0]);
    if (recipe == null) {
      return Optional.empty();
    }
    if (words.length == 1) {
      return Optional.of(recipe.entry());
    }
    try {
      return Optional.of(recipe.entry(words));
    } catch (InvalidMachineException e) {
      return Optional.empty();
    }
  }

  /**
   * What both ends run under a name; for ephemeral and random entries something else each time.
   * Names can be combined by {@code +}: their machines run side by side.
   *
   * @param random only drawn from by entries that are {@link Entry#random}
   * @throws InvalidMachineException if a name is unknown or a parameter is missing, too many, not a
   *     number or out of its range
   */
  public static Defence defence(String name, RandomSource random) throws InvalidMachineException {
    Defence all = new Defence(Defence.Side.NONE, Defence.Side.NONE);
    for (String part : name.split("\\+", -1)) {
      String[] words = words(part);
      Recipe recipe = RECIPES.get(words[0]);
      if (recipe == null) {
        throw new InvalidMachineException("'%s': there is no such defence".formatted(part.strip()));
      }
      all = all.with(recipe.build(recipe.arguments(words), random));
    }
    return all;
  }

  /**
   * The machines of a building block, for whichever end it is made; of a pair, the client's.
   *
   * @throws InvalidMachineException as {@link #defence}
   */
  public static List<Machine> machines(String name, RandomSource random)
      throws InvalidMachineException {
    Defence defence = defence(name, random);
    List<Machine> client = defence.client().machines();
    return client.isEmpty() ? defence.relay().machines() : client;
  }

  private static String[] words(String name) {
    return SPACES.split(name.strip());
  }
}
