package io.veiltun.cli.machine;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.maybenot.catalogue.Catalogue;
import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code veiltun machine check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Say of each machine string whether a tunnel would run it, and if not, why.")
final class CheckMachines implements Callable<Integer> {
  private static final int MOST_INPUT = 256 << 20;

  @Parameters(
      paramLabel = "STRING|FILE|-",
      arity = "1..*",
      description = "Machine strings, files with one a line, - for standard input.")
  @Nullable List<String> arguments;

  @Spec @Nullable CommandSpec spec;

  private final InputStream in;
  private final List<String> problems = new ArrayList<>();

  CheckMachines(InputStream in) {
    this.in = in;
  }

  @Override
  public Integer call() throws CommandFailure {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    int number = 0;
    for (String argument : Objects.requireNonNull(arguments)) {
      number++;
      if (argument.equals("-")) {
        lines("standard input", read(), out);
      } else if (!MachineStrings.looksLike(argument) && MachineSource.isFile(argument)) {
        lines(argument, TextFile.read(Path.of(argument)), out);
      } else if (argument.contains(".") && !argument.startsWith("02")) {
        problems.add(MachineSource.shortened(argument) + ": no such file");
      } else if (Catalogue.find(argument).isPresent()) {
        problems.add(
            "'%s' is a name, not a machine string: veiltun machine show '%s' shows its strings"
                .formatted(argument, argument));
      } else {
        check("machine " + number, argument, out);
      }
    }
    out.flush();
    if (!problems.isEmpty()) {
      throw new CommandFailure(ExitCode.USAGE, String.join("\nveiltun: ", problems));
    }
    return ExitCode.DONE.code();
  }

  private void lines(String label, String text, PrintWriter out) {
    List<MachineStrings.Place> places = MachineStrings.of(text);
    if (places.isEmpty()) {
      problems.add(label + ": no machine string in it");
    }
    for (MachineStrings.Place place : places) {
      check(label + ":" + place.line(), place.string(), out);
    }
  }

  private void check(String label, String string, PrintWriter out) {
    try {
      Machine machine = MachineFormat.decode(string);
      int states = machine.states().size();
      out.println(
          "%s: valid, %d state%s, name %s"
              .formatted(label, states, states == 1 ? "" : "s", MachineFormat.name(string)));
    } catch (InvalidMachineException e) {
      problems.add(label + ": " + e.getMessage());
    }
  }

  private String read() throws CommandFailure {
    try {
      return new String(in.readNBytes(MOST_INPUT), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, "standard input: " + e.getMessage(), e);
    }
  }
}
