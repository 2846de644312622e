package io.veiltun.maybenot.machine;

/**
 * One branch of a transition list.
 *
 * @param target a state's index, {@link #END} or {@link #SIGNAL}; unsigned 64 bits in a machine
 *     string
 * @param probability in (0, 1]
 */
public record Transition(long target, float probability) {
  /** The machine stops for good. */
  public static final long END = 0xffff_ffffL;

  /** All other machines get the event Signal; the state stays. */
  public static final long SIGNAL = 0xffff_fffeL;
}
