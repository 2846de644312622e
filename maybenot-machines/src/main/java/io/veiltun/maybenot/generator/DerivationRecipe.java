package io.veiltun.maybenot.generator;

/**
 * Everything a seed needs to become a defence.
 *
 * @param maxAttempts candidates that are tried, at least 1
 */
public record DerivationRecipe(
    MachineRecipe machine,
    EnvironmentRecipe environment,
    Constraints constraints,
    int maxAttempts) {
  /** The most candidates that Maybenot tries unless told otherwise. */
  public static final int DEFAULT_ATTEMPTS = 1024;

  /**
   * Checks the number of attempts.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public DerivationRecipe {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("at least one attempt is needed");
    }
  }
}
