package io.veiltun.maybenot.framework;

/**
 * How to treat the corners where Maybenot 2.2.2 does what one would not design. Both modes draw the
 * same random words in the same order for the same transitions.
 */
public enum Mode {
  /** Exactly what Maybenot 2.2.2 does: for machines that were made and measured with it. */
  COMPAT,

  /**
   * The same but for these rules:
   *
   * <ol>
   *   <li>CounterZero: COMPAT raises it once per counter and call for all machines together, so one
   *       machine can take it from another; here each machine gets its own.
   *   <li>CounterZero: COMPAT drops the action of the state entered whenever the machine's slot is
   *       taken, even by an earlier event of the same call; here only an action that CounterZero
   *       itself led to takes precedence.
   *   <li>State limit: COMPAT lets a padding state act in spite of a used-up limit as long as a
   *       padding fraction applies and no packet was sent; here a used-up limit always holds, and
   *       the framework's fraction is looked at too.
   *   <li>Signal: in COMPAT a machine that signals twice in one call gets its own signal; here only
   *       the signals of others.
   *   <li>Signal: in COMPAT an answer to a signal reaches only a single first signaller, and an
   *       answer to that answer waits for the next call; here each answer reaches all other
   *       machines in the same call, {@value Signals#STRICT_ROUNDS} rounds at most. What is
   *       signalled in the last round is dropped.
   * </ol>
   */
  STRICT
}
