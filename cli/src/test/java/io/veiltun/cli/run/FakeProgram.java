package io.veiltun.cli.run;

import io.veiltun.cli.command.Program;
import io.veiltun.cli.command.VeilTun;
import java.util.Optional;

/** The program with {@link FakeLauncher} for its engine. */
public final class FakeProgram {
  private FakeProgram() {}

  public static void main(String[] arguments) {
    Program program =
        new Program(System.getenv(), arguments.length, () -> Optional.of(new FakeLauncher()));
    System.exit(VeilTun.commandLine(program).execute(arguments));
  }
}
