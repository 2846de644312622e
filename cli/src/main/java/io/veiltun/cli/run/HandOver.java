package io.veiltun.cli.run;

import io.veiltun.engine.os.Errno;
import io.veiltun.engine.os.Libc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Open descriptors that a process in the background inherits. {@link ProcessBuilder} closes all but
 * the standard three, so they travel as standard input and error, and a shell moves them to 3 and
 * 4.
 *
 * @param byVariable the environment variable that tells its number, and the number here; at most
 *     two
 */
public record HandOver(SequencedMap<String, Integer> byVariable) {
  private static final int[] CARRIERS = {0, 2};
  private static final String[] MOVES = {"3<&0 0</dev/null", "4<&2"};
  private static final int FIRST = 3;

  /** Nothing but the standard three. */
  public static final HandOver NOTHING = new HandOver(new LinkedHashMap<>());

  /** Checks the number. */
  public HandOver {
    if (byVariable.size() > CARRIERS.length) {
      throw new IllegalArgumentException(
          "only " + CARRIERS.length + " descriptors can be inherited");
    }
  }

  /**
   * Starts a process as {@code builder} would, whose standard error goes to {@code log}.
   *
   * @throws IOException if it does not start, or a descriptor is not open
   */
  Process start(ProcessBuilder builder, Path log) throws IOException {
    if (byVariable.isEmpty()) {
      return builder.start();
    }
    List<Integer> numbers = List.copyOf(byVariable.values());
    StringBuilder script = new StringBuilder("exec");
    int next = 0;
    for (String variable : byVariable.keySet()) {
      builder.environment().put(variable, Integer.toString(FIRST + next));
      script.append(' ').append(MOVES[next++]);
    }
    List<String> command =
        new ArrayList<>(
            List.of("/bin/sh", "-c", script + " 2>>\"$0\"; exec \"$@\"", log.toString()));
    command.addAll(builder.command());
    builder.command(command).redirectInput(ProcessBuilder.Redirect.INHERIT);
    if (next == CARRIERS.length) {
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    }
    return start(builder, numbers, 0);
  }

  /** Lends the standard descriptors one after the other, and takes them back. */
  private static Process start(ProcessBuilder builder, List<Integer> numbers, int lent)
      throws IOException {
    if (lent == numbers.size()) {
      return builder.start();
    }
    int kept = checked(Libc.dup(CARRIERS[lent]));
    try {
      checked(Libc.dup2(numbers.get(lent), CARRIERS[lent]));
      return start(builder, numbers, lent + 1);
    } finally {
      Libc.dup2(kept, CARRIERS[lent]);
      Libc.close(kept);
    }
  }

  private static int checked(int result) throws IOException {
    if (result < 0) {
      throw Errno.failure("a descriptor to be inherited", result);
    }
    return result;
  }
}
