package io.veiltun.maybenot.simulator;

import java.util.List;

/**
 * A defence to be evaluated on many traces.
 *
 * @param seed trace i runs with {@code seed + i}
 */
public record Experiment(Network network, Options options, Party client, Party server, long seed) {
  /** Is told how far the work has come. */
  @FunctionalInterface
  public interface Progress {
    /** {@code done} of {@code total} traces are simulated. */
    void update(int done, int total);
  }

  /** Simulates all traces on the calling thread. */
  public Evaluation run(List<Trace> traces, Progress progress) {
    Simulator simulator = new Simulator(network, options);
    Evaluation evaluation = new Evaluation();
    for (int i = 0; i < traces.size(); i++) {
      Trace trace = traces.get(i);
      evaluation.add(trace, simulator.run(trace, client, server, seed + i));
      progress.update(i + 1, traces.size());
    }
    return evaluation;
  }
}
