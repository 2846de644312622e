package io.veiltun.cli.command;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Makes of every exception one line on standard error and an exit code. */
final class Failures implements IExecutionExceptionHandler {
  private final BooleanSupplier debug;

  Failures(BooleanSupplier debug) {
    this.debug = debug;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult parsed) {
    PrintWriter err = line.getErr();
    boolean trace = debug.getAsBoolean();
    if (trace) {
      e.printStackTrace(err);
    }
    if (e instanceof CommandFailure failure) {
      err.println("veiltun: " + failure.explanation());
      err.flush();
      return failure.exitCode().code();
    }
    String hint = trace ? "" : "; run it with --debug to see where";
    err.println("veiltun: unexpected " + e + hint);
    err.flush();
    return ExitCode.FAILED.code();
  }

  static int usage(ParameterException e, String[] arguments) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    err.println(
        "veiltun: "
            + e.getMessage()
            + ": see "
            + line.getCommandSpec().qualifiedName()
            + " --help");
    err.flush();
    return ExitCode.USAGE.code();
  }
}
