package io.veiltun.cli;

import io.veiltun.cli.command.Program;
import io.veiltun.cli.command.VeilTun;
import io.veiltun.cli.run.TunnelLauncher;
import java.util.Optional;
import java.util.ServiceLoader;

/** Where the program starts. */
public final class Main {
  private Main() {}

  /** Executes one command and ends with its exit code. */
  public static void main(String[] arguments) {
    Program program = new Program(System.getenv(), arguments.length, Main::launcher);
    System.exit(VeilTun.commandLine(program).execute(arguments));
  }

  private static Optional<TunnelLauncher> launcher() {
    return ServiceLoader.load(TunnelLauncher.class).findFirst();
  }
}
