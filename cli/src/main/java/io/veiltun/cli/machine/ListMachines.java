package io.veiltun.cli.machine;

import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.status.StatusJson;
import io.veiltun.maybenot.catalogue.Catalogue;
import io.veiltun.maybenot.catalogue.Entry;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code veiltun machine list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "List the defences and machines that are known by name.")
final class ListMachines implements Callable<Integer> {
  @Option(names = "--json", description = "One JSON document.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    List<Entry> entries = Catalogue.entries();
    if (json) {
      out.println(StatusJson.pretty(entries));
    } else {
      table(entries, out);
    }
    out.flush();
    return ExitCode.DONE.code();
  }

  private static void table(List<Entry> entries, PrintWriter out) {
    for (Entry.Kind kind : List.of(Entry.Kind.EPHEMERAL, Entry.Kind.DEFENCE, Entry.Kind.MACHINE)) {
      List<Entry> some = entries.stream().filter(entry -> entry.kind() == kind).toList();
      int width = some.stream().mapToInt(entry -> entry.usage().length()).max().orElse(0);
      out.println(heading(kind));
      for (Entry entry : some) {
        out.println(
            "  "
                + entry.usage()
                + " ".repeat(width - entry.usage().length())
                + "  "
                + entry.title());
      }
      out.println();
    }
    out.println("veiltun machine show NAME explains one; names with parameters stand in quotes.");
  }

  private static String heading(Entry.Kind kind) {
    return switch (kind) {
      case EPHEMERAL -> "Ephemeral: another pair of machines for each connection";
      case DEFENCE -> "Defences: a pair of ends that belong together";
      case MACHINE -> "Machines: for one end, or the same at both";
    };
  }
}
