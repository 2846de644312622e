package io.veiltun.cli.run;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.network.UndoJournal;
import java.nio.file.Path;

/**
 * Turns a profile into a running tunnel. Found by {@link java.util.ServiceLoader}, so that commands
 * that start nothing load nothing of the engine.
 */
public interface TunnelLauncher {
  /**
   * Reads and checks the profile, touches nothing, and returns the name of its interface.
   *
   * @throws CommandFailure with {@code USAGE} and one line per problem of the profile
   */
  String interfaceName(Path profile, LaunchOptions options) throws CommandFailure;

  /**
   * Reads and checks the profile, touches nothing, and returns whether it asks for a kill switch.
   *
   * @throws CommandFailure as {@link #interfaceName}
   */
  boolean killSwitch(Path profile, LaunchOptions options) throws CommandFailure;

  /**
   * Starts the tunnel: device, sockets, network set-up. On failure everything it opened is closed
   * again; what is in {@code journal} is taken back by the caller, in both cases.
   *
   * @param journal told of each change to the host before it is made
   * @throws CommandFailure with the exit code and the one line for the user
   */
  RunningTunnel launch(Path profile, LaunchOptions options, UndoJournal journal)
      throws CommandFailure;
}
