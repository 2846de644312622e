package io.veiltun.cli.machine;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.status.StatusJson;
import io.veiltun.maybenot.description.PacketSeries;
import io.veiltun.maybenot.description.TracePlot;
import io.veiltun.maybenot.framework.CompiledMachine;
import io.veiltun.maybenot.framework.Limits;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import io.veiltun.maybenot.simulator.DefendedTrace;
import io.veiltun.maybenot.simulator.Evaluation;
import io.veiltun.maybenot.simulator.Network;
import io.veiltun.maybenot.simulator.Options;
import io.veiltun.maybenot.simulator.Overhead;
import io.veiltun.maybenot.simulator.Party;
import io.veiltun.maybenot.simulator.Simulation;
import io.veiltun.maybenot.simulator.Simulator;
import io.veiltun.maybenot.simulator.Trace;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code veiltun machine simulate}. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = "Replay traces with machines at both ends, and say what they cost.")
final class Simulate implements Callable<Integer> {
  private static final int PACKET_BYTES = 1420;
  private static final double MOST_RTT_MILLIS = 60_000;

  @Option(
      names = "--trace",
      required = true,
      paramLabel = "FILE",
      description =
          "Lines nanoseconds,s|r[,size] as the client saw them; one option for each file.")
  List<Path> traces = List.of();

  @Option(
      names = "--client",
      paramLabel = "NAME|STRING|FILE",
      description = "What the client runs; may be repeated. Of a pair, the client's end.")
  List<String> client = List.of();

  @Option(
      names = "--relay",
      paramLabel = "NAME|STRING|FILE",
      description = "What the relay runs; may be repeated. Of a pair, the relay's end.")
  List<String> relay = List.of();

  @Option(names = "--seed", defaultValue = "0", description = "Of all random draws; default 0.")
  long seed;

  @Option(
      names = "--rtt",
      paramLabel = "MS",
      defaultValue = "50",
      description = "Round trip between client and relay in milliseconds; default 50.")
  double rtt;

  @Option(
      names = "--pps",
      paramLabel = "N",
      description =
          "Packets per second that the path carries; default: ten times the trace's peak.")
  @Nullable Long pps;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write the defended trace (of one trace).")
  @Nullable Path output;

  @Option(
      names = "--plot",
      paramLabel = "FILE.svg",
      description = "Where to draw the trace without and with the machines (of one trace).")
  @Nullable Path plot;

  @Option(names = "--json", description = "The figures as JSON.")
  boolean json;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws CommandFailure {
    Network network = network();
    if (traces.size() > 1 && (output != null || plot != null)) {
      throw usage("-o and --plot take one --trace, not " + traces.size());
    }
    Party clientParty = party(client, true);
    Party relayParty = party(relay, false);
    List<Trace> bases = TraceFile.all(traces);
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    Simulator simulator = new Simulator(network, Options.DEFAULT);
    Evaluation evaluation = new Evaluation();
    Delay delay = new Delay();
    for (int i = 0; i < bases.size(); i++) {
      Console.progress(err, "trace %d of %d".formatted(i + 1, bases.size()));
      Trace base = bases.get(i);
      // Both runs start at the same event, so their times compare; those of the file may not.
      DefendedTrace plain =
          DefendedTrace.of(simulator.run(base, Party.PLAIN, Party.PLAIN, seed + i));
      Simulation simulation = simulator.run(base, clientParty, relayParty, seed + i);
      evaluation.add(base, simulation);
      delay.add(Overhead.of(base, plain), evaluation.overheads().getLast());
      write(plain, DefendedTrace.of(simulation));
    }
    Console.progress(err, "");
    PrintWriter out = spec.commandLine().getOut();
    Figures figures = Figures.of(evaluation, delay.share());
    out.print(json ? StatusJson.pretty(figures) + "\n" : Console.text(figures.table()));
    out.flush();
    return ExitCode.DONE.code();
  }

  private Network network() {
    if (!(rtt >= 0 && rtt <= MOST_RTT_MILLIS)) {
      throw usage("--rtt is %s, give 0 to 60000 milliseconds".formatted(rtt));
    }
    long oneWay = Math.round(rtt * 1e6 / 2);
    if (pps == null) {
      return Network.ofDelay(oneWay);
    }
    if (pps < 1 || pps > 1_000_000_000L) {
      throw usage("--pps is %d, give 1 to 1000000000".formatted(pps));
    }
    return new Network(oneWay, pps);
  }

  private ParameterException usage(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }

  /** Both ends draw from the same seed, so that a name means one pair. */
  private Party party(List<String> arguments, boolean atClient) throws CommandFailure {
    List<CompiledMachine> machines = new ArrayList<>();
    Limits limits = Limits.NONE;
    for (String argument : arguments) {
      Pair pair = MachineSource.find(argument, Xoshiro256StarStar.fromSeed(seed));
      for (Named named : atClient ? pair.client() : pair.relay()) {
        machines.add(compiled(named));
      }
      limits = atClient ? pair.clientLimits() : pair.relayLimits();
    }
    return new Party(machines, arguments.size() == 1 ? limits : Limits.NONE, Optional.empty());
  }

  private static CompiledMachine compiled(Named named) throws CommandFailure {
    try {
      return CompiledMachine.of(named.machine());
    } catch (InvalidMachineException e) {
      throw new CommandFailure(ExitCode.USAGE, named.label() + ": " + e.getMessage(), e);
    }
  }

  private void write(DefendedTrace plain, DefendedTrace defended) throws CommandFailure {
    if (output != null) {
      TextFile.write(output, defended.text(PACKET_BYTES));
    }
    if (plot != null) {
      String title =
          "%s, as seen between client and relay".formatted(traces.getFirst().getFileName());
      TextFile.write(
          plot,
          TracePlot.render(
              title,
              List.of(series("without machines", plain), series("with machines", defended))));
    }
  }

  private static PacketSeries series(String title, DefendedTrace trace) {
    PacketSeries series = new PacketSeries(title);
    for (int i = 0; i < trace.size(); i++) {
      series.add(trace.timeNanos(i), trace.sent(i), trace.padding(i));
    }
    return series;
  }
}
