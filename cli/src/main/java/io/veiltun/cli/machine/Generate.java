package io.veiltun.cli.machine;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.maybenot.generator.Defence;
import io.veiltun.maybenot.generator.DefenceFile;
import io.veiltun.maybenot.generator.Derivation;
import io.veiltun.maybenot.generator.Profile;
import io.veiltun.maybenot.generator.Search;
import io.veiltun.maybenot.generator.SyntheticPageLoads;
import io.veiltun.maybenot.simulator.Trace;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code veiltun machine generate}. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    description = {
      "Derive ephemeral defences: random pairs of machines that keep within bounds of load and delay.",
      "when simulated. The same seed, profile and traces give the same defences."
    })
final class Generate implements Callable<Integer> {
  private static final int SYNTHETIC_TRACES = 56;
  private static final int MOST = 100_000;

  /** Part of what a seed means: other traces, other defences. */
  private static final String SYNTHETIC_SEED = "page loads";

  @Option(names = "--seed", required = true, description = "Any text.")
  @Nullable String seed;

  @Option(
      names = "--profile",
      defaultValue = "PADDING",
      description = "padding (decoys only, the default) or blocking (also holds packets back).")
  @Nullable Profile profile;

  @Option(names = "--count", defaultValue = "1", description = "How many seeds to try; default 1.")
  int count;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "Traces to simulate on, one option each; without any, made-up page loads.")
  List<Path> traces = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write the defences; without it, to standard output.")
  @Nullable Path output;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws CommandFailure {
    CommandSpec command = Objects.requireNonNull(spec);
    if (count < 1 || count > MOST) {
      throw new ParameterException(
          command.commandLine(), "--count is %d, give 1 to %d".formatted(count, MOST));
    }
    Profile chosen = Objects.requireNonNull(profile);
    PrintWriter err = command.commandLine().getErr();
    Derivation derivation = new Derivation(chosen.recipe(), traces());
    List<Defence> found =
        new Search(derivation)
            .search(
                Objects.requireNonNull(seed),
                count,
                (done, total) ->
                    Console.progress(err, "%d of %d seeds tried".formatted(done, total)));
    Console.progress(err, "");
    if (found.isEmpty()) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "seed '%s': no defence within the bounds of %s among %d: try another seed or more --count"
              .formatted(seed, chosen.displayName(), count));
    }
    write(file(found, chosen), found.size(), command.commandLine().getOut());
    return ExitCode.DONE.code();
  }

  private List<Trace> traces() throws CommandFailure {
    return traces.isEmpty()
        ? SyntheticPageLoads.traces(SYNTHETIC_SEED, SYNTHETIC_TRACES)
        : TraceFile.all(traces);
  }

  private String file(List<Defence> found, Profile chosen) {
    String description =
        "Ephemeral defences, profile %s, seed %s".formatted(chosen.displayName(), seed);
    return new DefenceFile(description, found).text();
  }

  private void write(String text, int found, PrintWriter out) throws CommandFailure {
    if (output == null) {
      out.print(text);
    } else {
      TextFile.write(output, text);
      out.println(
          "%s: %d defence%s from %d seed%s"
              .formatted(output, found, found == 1 ? "" : "s", count, count == 1 ? "" : "s"));
    }
    out.flush();
  }
}
