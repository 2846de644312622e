package io.veiltun.cli.command;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.run.RunDirectory;
import io.veiltun.cli.run.TunnelState;
import io.veiltun.cli.status.BlockedDocument;
import io.veiltun.cli.status.StatusJson;
import io.veiltun.cli.status.StatusTable;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code veiltun status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Show hops, handshakes, traffic and drops of one tunnel or all.")
final class Status implements Callable<Integer> {
  private static final long REDRAW_MILLIS = 1000;
  private static final String CLEAR_SCREEN = "\033[H\033[J";

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "The interface; all if absent.")
  @Nullable String name;

  @Option(names = "--json", description = "One JSON document; a list of them without NAME.")
  boolean json;

  @Option(names = "--watch", description = "Redraw every second until interrupted.")
  boolean watch;

  @Spec @Nullable CommandSpec spec;

  private final Program program;

  Status(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    boolean terminal = Ansi.AUTO.enabled();
    boolean blocked;
    do {
      List<TunnelState> states = states();
      blocked = states.stream().anyMatch(Status::isBlocked);
      String text = json ? json(states) : table(states);
      if (watch && terminal && !json) {
        out.print(CLEAR_SCREEN);
      }
      out.print(text);
      out.flush();
      if (watch) {
        Thread.sleep(REDRAW_MILLIS);
      }
    } while (watch && !out.checkError());
    return (blocked ? ExitCode.FAILED : ExitCode.DONE).code();
  }

  private static boolean isBlocked(TunnelState state) {
    return state instanceof TunnelState.Crashed crashed && crashed.blocked().isPresent();
  }

  private List<TunnelState> states() throws CommandFailure {
    RunDirectory directory = program.runDirectory();
    List<TunnelState> states = new ArrayList<>();
    for (String candidate : name == null ? directory.names() : List.of(name)) {
      if (RunDirectory.isName(candidate)) {
        TunnelState.of(directory, candidate).ifPresent(states::add);
      }
    }
    if (name != null && states.isEmpty()) {
      throw new CommandFailure(
          ExitCode.FAILED, name + " is not running: veiltun status lists what is");
    }
    return states;
  }

  private String json(List<TunnelState> states) throws CommandFailure {
    List<Object> documents = new ArrayList<>();
    for (TunnelState state : states) {
      switch (state) {
        case TunnelState.Running running -> documents.add(running.status());
        case TunnelState.Crashed crashed when isBlocked(crashed) ->
            documents.add(
                new BlockedDocument(
                    crashed.name(),
                    false,
                    crashed.blocked().orElseThrow(),
                    crashed.profile(),
                    explain(crashed)));
        case TunnelState.Silent _, TunnelState.Crashed _ -> {
          if (name != null) {
            throw new CommandFailure(ExitCode.FAILED, explain(state));
          }
          PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
          err.println("veiltun: " + explain(state));
          err.flush();
        }
      }
    }
    return StatusJson.pretty(name == null ? documents : documents.getFirst()) + "\n";
  }

  private String table(List<TunnelState> states) {
    StatusTable table = new StatusTable(Instant.now(), colour("green"), colour("red,bold"));
    List<String> parts = new ArrayList<>();
    for (TunnelState state : states) {
      parts.add(
          state instanceof TunnelState.Running running
              ? table.render(running.status())
              : explain(state) + "\n");
    }
    return parts.isEmpty() ? "no tunnel is running\n" : String.join("\n", parts);
  }

  private static java.util.function.UnaryOperator<String> colour(String style) {
    return text -> Ansi.AUTO.string("@|" + style + " " + text + "|@");
  }

  private static String explain(TunnelState state) {
    return switch (state) {
      case TunnelState.Running running -> running.name() + " is running";
      case TunnelState.Silent silent ->
          silent.name()
              + " does not answer (pid "
              + silent.pid()
              + "): starting, stopping or stuck";
      case TunnelState.Crashed crashed when isBlocked(crashed) ->
          ("%1$s is not running; its kill switch blocks %2$s: veiltun down %1$s lifts it,"
                  + " veiltun up %3$s starts again")
              .formatted(crashed.name(), crashed.blocked().orElseThrow(), crashed.profile());
      case TunnelState.Crashed crashed ->
          crashed.name()
              + " has crashed and left "
              + crashed.leftovers()
              + " changes to this host: veiltun down "
              + crashed.name()
              + " takes them back";
    };
  }
}
