package io.veiltun.bench.micro;

import io.veiltun.maybenot.catalogue.Catalogue;
import io.veiltun.maybenot.catalogue.Defence;
import io.veiltun.maybenot.generator.SyntheticPageLoads;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import io.veiltun.maybenot.simulator.Network;
import io.veiltun.maybenot.simulator.Options;
import io.veiltun.maybenot.simulator.Party;
import io.veiltun.maybenot.simulator.Simulator;
import io.veiltun.maybenot.simulator.Trace;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Page loads simulated from end to end: traces a second on one core. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class SimulatorBenchmark {
  private static final int TRACES = 28;

  /** What both ends run. */
  @Param({"noop", "netflow", "ephemeral-light-1", "ephemeral-light-2"})
  public String defence = "noop";

  private final List<Trace> traces = SyntheticPageLoads.traces("bench", TRACES);
  private final Simulator simulator = new Simulator(Network.ofDelay(25_000_000), Options.DEFAULT);
  private Party client = Party.PLAIN;
  private Party relay = Party.PLAIN;

  /** Compiles the machines. */
  @Setup
  public void prepare() throws InvalidMachineException {
    Defence pair = Catalogue.defence(defence, Xoshiro256StarStar.fromSeed(1));
    client = party(pair.client());
    relay = party(pair.relay());
  }

  private static Party party(Defence.Side side) throws InvalidMachineException {
    return Party.of(side.machines(), side.maxPaddingFrac(), side.maxBlockingFrac());
  }

  /** All traces; the figure is per trace. */
  @Benchmark
  @OperationsPerInvocation(TRACES)
  public long traces() {
    long events = 0;
    for (int i = 0; i < TRACES; i++) {
      events += simulator.run(traces.get(i), client, relay, i).iterations();
    }
    return events;
  }
}
