package io.veiltun.maybenot.generator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Configurations for derivation that are known to work. */
public enum Profile {
  /**
   * Padding only: each end sends 0.5 to 5 padding packets per data packet and no data packet waits.
   * The configuration from which the machines of Maybenot's ten published padding defences follow,
   * three states a machine.
   */
  PADDING,
  /**
   * Padding and blocking: 0.5 to 5 padding packets per data packet of the client, 0.2 to 5 of the
   * server, and a page takes 5 % to 200 % longer. Blocking is what made ephemeral defences strong
   * in the paper (PoPETs 2026.1), at this price: there the load was 2.4 to 3 up and 0.6 to 0.8
   * down, the delay 0.7 to 1.2.
   */
  BLOCKING;

  private static final WholeRange STATES = WholeRange.of(3);
  private static final Range LOAD = new Range(0.5, 5.0);

  /**
   * The profile of a name in any case.
   *
   * @throws IllegalArgumentException naming those there are
   */
  public static Profile named(String name) {
    for (Profile profile : values()) {
      if (profile.displayName().equals(name.toLowerCase(Locale.ROOT))) {
        return profile;
      }
    }
    throw new IllegalArgumentException(
        "no profile '%s', there are: %s"
            .formatted(
                name,
                Arrays.stream(values())
                    .map(Profile::displayName)
                    .collect(Collectors.joining(", "))));
  }

  /** In lower case. */
  public String displayName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The configuration. */
  public DerivationRecipe recipe() {
    Optional<Boolean> blocks = Optional.of(this == BLOCKING);
    MachineRecipe machine =
        new MachineRecipe(
            STATES,
            blocks,
            blocks,
            Optional.of(false),
            Optional.of(true),
            Optional.of(false),
            new Range(1_000, 100_000),
            WholeRange.of(100),
            Range.of(0),
            false);
    EnvironmentRecipe environment =
        new EnvironmentRecipe(
            new WholeRange(4, 14),
            new WholeRange(1_000, 5_000),
            new WholeRange(10, 100),
            Optional.empty(),
            true);
    Range delay = this == BLOCKING ? new Range(0.05, 2.0) : Range.of(0);
    Range serverLoad = this == BLOCKING ? new Range(0.2, 5.0) : LOAD;
    Constraints constraints =
        new Constraints(
            Optional.of(LOAD), Optional.of(serverLoad), Optional.of(delay), 10, 5, false);
    return new DerivationRecipe(
        machine, environment, constraints, DerivationRecipe.DEFAULT_ATTEMPTS);
  }
}
