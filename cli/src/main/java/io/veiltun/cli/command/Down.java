package io.veiltun.cli.command;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.network.HostSystem;
import io.veiltun.cli.run.Stop;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code veiltun down}. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stop a tunnel; restore routes, DNS and firewall, also after a crash.")
final class Down implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME|PROFILE",
      description = "The interface, or the profile it was started with.")
  @Nullable String tunnel;

  @Spec @Nullable CommandSpec spec;

  private final Program program;

  Down(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    try (HostSystem system = HostSystem.local()) {
      Stop stop = new Stop(program.runDirectory(), system);
      String name = stop.resolve(Objects.requireNonNull(tunnel));
      String said =
          switch (stop.stop(name)) {
            case STOPPED -> name + " is down";
            case KILLED -> name + " did not stop, was killed; everything is restored";
            case CLEANED -> name + " had crashed; everything is restored";
          };
      Objects.requireNonNull(spec).commandLine().getOut().println(said);
    }
    return ExitCode.DONE.code();
  }
}
