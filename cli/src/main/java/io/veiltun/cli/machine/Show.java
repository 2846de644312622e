package io.veiltun.cli.machine;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.status.StatusJson;
import io.veiltun.maybenot.catalogue.Catalogue;
import io.veiltun.maybenot.catalogue.Entry;
import io.veiltun.maybenot.description.MachineDot;
import io.veiltun.maybenot.description.MachineSvg;
import io.veiltun.maybenot.description.MachineText;
import io.veiltun.maybenot.description.Units;
import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.framework.Limits;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Validation;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code veiltun machine show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Show what machines do: by name, by machine string, or from a file of strings.")
final class Show implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME|STRING|FILE",
      description = "A name of the catalogue (in quotes with parameters), a string, or a file.")
  @Nullable String machine;

  @ArgGroup @Nullable Form form;

  @Option(names = "--seed", defaultValue = "0", description = "For names that draw machines.")
  long seed;

  @Spec @Nullable CommandSpec spec;

  /** At most one of these. */
  static final class Form {
    @Option(names = "--text", description = "In words (the default).")
    boolean text;

    @Option(names = "--json", description = "Every field, as JSON.")
    boolean json;

    @Option(names = "--dot", description = "As a graph for Graphviz.")
    boolean dot;

    @Option(
        names = "--svg",
        paramLabel = "FILE",
        description = "As a drawing; several machines make FILE-1.svg, FILE-2.svg, ...")
    @Nullable Path svg;
  }

  @Override
  public Integer call() throws CommandFailure {
    String argument = Objects.requireNonNull(machine);
    Pair pair = MachineSource.find(argument, Xoshiro256StarStar.fromSeed(seed));
    Form shown = Objects.requireNonNullElseGet(form, Form::new);
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Optional<Entry> entry = entry(argument);
    List<Labelled> machines = labelled(pair);
    if (shown.json) {
      out.println(StatusJson.pretty(json(entry, pair)));
    } else if (shown.dot) {
      machines.forEach(one -> out.print(MachineDot.render(one.named().machine())));
    } else if (shown.svg != null) {
      draw(shown.svg, machines, out);
    } else {
      out.print(Console.text(text(entry, pair, machines)));
    }
    out.flush();
    return ExitCode.DONE.code();
  }

  private record Labelled(String label, Named named) {}

  private static Optional<Entry> entry(String argument) {
    return MachineStrings.looksLike(argument) ? Optional.empty() : Catalogue.find(argument);
  }

  private static List<Labelled> labelled(Pair pair) {
    List<Labelled> all = new ArrayList<>();
    pair.client()
        .forEach(
            named -> all.add(new Labelled(pair.split() ? "Client" : "Client or relay", named)));
    if (pair.split()) {
      pair.relay().forEach(named -> all.add(new Labelled("Relay", named)));
    }
    return all;
  }

  private static String text(Optional<Entry> entry, Pair pair, List<Labelled> machines) {
    StringBuilder text = new StringBuilder();
    entry.ifPresent(known -> {
      text.append(known.usage()).append(": ").append(known.title()).append('\n');
      MachineText.wrap(known.explanation()).forEach(line -> text.append(line).append('\n'));
      text.append("From: ")
          .append(known.origin())
          .append(" (")
          .append(known.licence())
          .append(")\n");
      if (known.random()) {
        text.append("The machines are drawn anew each time; --seed shows another draw.\n");
      }
      text.append('\n');
    });
    text.append(limit("client", pair.clientLimits())).append(limit("relay", pair.relayLimits()));
    if (machines.isEmpty()) {
      text.append("No machine runs: only packet sizes are hidden.\n");
    }
    int number = 0;
    for (Labelled one : machines) {
      text.append(number++ == 0 ? "" : "\n");
      text.append("--- ").append(one.label()).append(": ").append(one.named().label());
      text.append(" (name ").append(MachineFormat.name(one.named().string())).append(")\n");
      problem(one.named())
          .ifPresent(problem ->
              text.append("It is not valid, no tunnel runs it: ").append(problem).append('\n'));
      text.append(MachineText.render(one.named().machine()));
      text.append("\nMachine string\n").append(current(one.named())).append('\n');
    }
    return text.toString();
  }

  /** What holds for all machines of an end together; each machine's own limits stand with it. */
  private static String limit(String end, Limits limits) {
    String text = "";
    if (limits.maxPaddingFrac() > 0) {
      text +=
          "Decoys are at most %s of the packets that the %s sends.\n"
              .formatted(Units.percent(limits.maxPaddingFrac()), end);
    }
    if (limits.maxBlockingFrac() > 0) {
      text +=
          "Packets of the %s are held back at most %s of the time.\n"
              .formatted(end, Units.percent(limits.maxBlockingFrac()));
    }
    return text;
  }

  private static Optional<String> problem(Named named) {
    try {
      Validation.check(named.machine());
      return Optional.empty();
    } catch (InvalidMachineException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Strings of version 1 are shown as the tunnel wants them. */
  private static String current(Named named) {
    return named.string().startsWith("02") ? named.string() : MachineFormat.encode(named.machine());
  }

  private static Map<String, Object> json(Optional<Entry> entry, Pair pair) {
    Map<String, Object> json = new LinkedHashMap<>();
    entry.ifPresent(known -> json.put("entry", known));
    json.put("clientLimits", pair.clientLimits());
    json.put("relayLimits", pair.relayLimits());
    json.put("client", pair.client().stream().map(MachineJson::of).toList());
    json.put("relay", pair.relay().stream().map(MachineJson::of).toList());
    return json;
  }

  private static void draw(Path file, List<Labelled> machines, PrintWriter out)
      throws CommandFailure {
    for (int i = 0; i < machines.size(); i++) {
      Path target = file;
      if (machines.size() > 1) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.svg$", "");
        target = file.resolveSibling(name + "-" + (i + 1) + ".svg");
      }
      TextFile.write(target, MachineSvg.render(machines.get(i).named().machine()));
      out.println(machines.get(i).label() + ": " + target);
    }
  }
}
