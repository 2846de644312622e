package io.veiltun.cli.command;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.run.ControlClient;
import io.veiltun.cli.run.DefenceRequest;
import io.veiltun.cli.run.RunDirectory;
import io.veiltun.cli.run.TunnelState;
import io.veiltun.cli.status.DaitaText;
import io.veiltun.cli.status.PeerStatus;
import io.veiltun.cli.status.StatusDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code veiltun daita}. */
@Command(
    name = "daita",
    mixinStandardHelpOptions = true,
    customSynopsis = "veiltun daita NAME [PEER] DEFENCE|off|show",
    description = {
      "Show or change what shapes the traffic of a running tunnel.",
      "A change lasts until the tunnel goes down; sessions, counters and packets stay. Budget,"
          + " limits, idleness and keepalives remain those of the profile."
    })
final class DaitaSwitch implements Callable<Integer> {
  private static final String SHOW = "show";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Parameters(index = "0", paramLabel = "NAME", description = "The interface.")
  @Nullable String name;

  @Parameters(
      index = "1",
      paramLabel = "[PEER] DEFENCE",
      description = "The hop or peer; without it all that have DAITA are meant, or the only one.")
  @Nullable String first;

  @Parameters(
      index = "2",
      arity = "0..1",
      hideParamSyntax = true,
      paramLabel = "DEFENCE|off|show",
      description =
          "A name of the catalogue, in quotes if it has parameters, or a machine string; off; show.")
  @Nullable String second;

  @Spec @Nullable CommandSpec spec;

  private final Program program;

  DaitaSwitch(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws CommandFailure {
    String tunnel = Objects.requireNonNull(name);
    StatusDocument status = status(tunnel);
    String defence = second == null ? Objects.requireNonNull(first) : second;
    Optional<String> peer = second == null ? Optional.empty() : Optional.ofNullable(first);
    String text =
        defence.equals(SHOW)
            ? show(status, peer)
            : change(tunnel, new DefenceRequest(peer, defence.strip()));
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(text);
    out.flush();
    return ExitCode.DONE.code();
  }

  private StatusDocument status(String tunnel) throws CommandFailure {
    Optional<TunnelState> state =
        RunDirectory.isName(tunnel)
            ? TunnelState.of(program.runDirectory(), tunnel)
            : Optional.empty();
    if (state.orElse(null) instanceof TunnelState.Running running) {
      return running.status();
    }
    throw new CommandFailure(
        ExitCode.FAILED, tunnel + " is not running: veiltun status lists what is");
  }

  private static String show(StatusDocument status, Optional<String> peer) throws CommandFailure {
    List<PeerStatus> shown =
        status.peers().stream().filter(p -> peer.isEmpty() || p.name().equals(peer.get())).toList();
    if (shown.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "there is no hop or peer "
              + peer.orElse("in " + status.interfaceName())
              + ": there is "
              + status.peers().stream().map(PeerStatus::name).collect(Collectors.joining(", ")));
    }
    return shown.stream().map(DaitaText::line).collect(Collectors.joining("\n"));
  }

  private String change(String tunnel, DefenceRequest request) throws CommandFailure {
    try {
      var _ = request.choice();
      return ControlClient.defend(program.runDirectory().socket(tunnel), request, PATIENCE);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, "the defence: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, tunnel + " does not answer: " + e.getMessage(), e);
    }
  }
}
