package io.veiltun.bench.micro;

import io.veiltun.maybenot.framework.Framework;
import io.veiltun.maybenot.framework.Mode;
import io.veiltun.maybenot.machine.InvalidMachineException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Maybenot's golden traces, each with a new framework. The figure of {@code events} is the time of
 * one event; the main one is that of all traces.
 */
@State(Scope.Thread)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameworkBenchmark {
  /** How the framework treats the reference's corner cases. */
  @Param public Mode mode = Mode.COMPAT;

  private List<MachineTrace> traces = List.of();

  /** Counts events. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Count {
    /** Events since the iteration began. */
    public long events;

    /** Starts from zero. */
    @Setup(Level.Iteration)
    public void reset() {
      events = 0;
    }
  }

  /** Reads the traces and compiles their machines. */
  @Setup
  public void read() throws IOException, InvalidMachineException {
    traces = MachineTrace.readAll();
  }

  /** All traces, one after the other. */
  @Benchmark
  public long goldenTraces(Count count) {
    long transitions = 0;
    for (MachineTrace trace : traces) {
      Framework framework = trace.start(mode);
      trace.run(framework);
      transitions += framework.transitions();
      count.events += trace.events();
    }
    return transitions;
  }
}
