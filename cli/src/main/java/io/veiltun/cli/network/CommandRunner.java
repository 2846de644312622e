package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import java.util.List;

/** Runs programs of the host: {@code nft}, {@code resolvconf}, {@code resolvectl}. */
public interface CommandRunner {
  /** Whether the program is on the search path. */
  boolean available(String program);

  /**
   * Runs a command to its end, which must come within seconds.
   *
   * @param command program and arguments
   * @param input what it reads from its standard input
   * @throws CommandFailure if it cannot be started, does not end, or ends with another code than 0:
   *     the message has what it printed
   */
  void run(List<String> command, String input) throws CommandFailure;
}
