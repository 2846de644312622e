package io.veiltun.cli.command;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.run.RunDirectory;
import io.veiltun.cli.run.TunnelLauncher;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What commands get from outside: the environment and the engine.
 *
 * @param environment variables of the process
 * @param argumentCount how many arguments the program was started with
 * @param launchers finds the engine; asked by the commands that start it only
 */
public record Program(
    Map<String, String> environment,
    int argumentCount,
    Supplier<Optional<TunnelLauncher>> launchers) {
  /** Copies the map. */
  public Program {
    environment = Map.copyOf(environment);
  }

  RunDirectory runDirectory() {
    return RunDirectory.of(environment);
  }

  TunnelLauncher launcher() throws CommandFailure {
    return launchers
        .get()
        .orElseThrow(() ->
            new CommandFailure(
                ExitCode.UNSUPPORTED, "no tunnel engine on the class path: build veiltun again"));
  }
}
