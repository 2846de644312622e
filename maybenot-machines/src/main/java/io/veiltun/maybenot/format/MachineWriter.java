package io.veiltun.maybenot.format;

import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Counter;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Transition;
import java.util.List;
import java.util.Optional;

/** The layout of a version 2 payload, written. */
final class MachineWriter {
  private final PayloadWriter out = new PayloadWriter();

  byte[] payload(Machine machine) {
    out.uint(machine.allowedPaddingPackets());
    out.f64(machine.maxPaddingFrac());
    out.uint(machine.allowedBlockedMicrosec());
    out.f64(machine.maxBlockingFrac());
    out.uint(machine.states().size());
    machine.states().forEach(this::state);
    return out.bytes();
  }

  private void state(State state) {
    out.optional(state.action(), this::action);
    out.optional(state.counterA(), this::counter);
    out.optional(state.counterB(), this::counter);
    for (Optional<List<Transition>> branches : state.transitions()) {
      out.optional(branches, this::branches);
    }
  }

  private void branches(List<Transition> branches) {
    out.uint(branches.size());
    for (Transition branch : branches) {
      out.uint(branch.target());
      out.f32(branch.probability());
    }
  }

  private void action(Action action) {
    switch (action) {
      case Action.Cancel(var timer) -> {
        out.uint(0);
        out.uint(timer.index());
      }
      case Action.SendPadding(var bypass, var replace, var timeout, var limit) -> {
        out.uint(1);
        out.bool(bypass);
        out.bool(replace);
        dist(timeout);
        out.optional(limit, this::dist);
      }
      case Action.BlockOutgoing(var bypass, var replace, var timeout, var duration, var limit) -> {
        out.uint(2);
        out.bool(bypass);
        out.bool(replace);
        dist(timeout);
        dist(duration);
        out.optional(limit, this::dist);
      }
      case Action.UpdateTimer(var replace, var duration, var limit) -> {
        out.uint(3);
        out.bool(replace);
        dist(duration);
        out.optional(limit, this::dist);
      }
    }
  }

  private void counter(Counter counter) {
    out.uint(counter.operation().index());
    out.optional(counter.dist(), this::dist);
    out.bool(counter.copy());
  }

  private void dist(Dist dist) {
    type(dist.type());
    out.f64(dist.start());
    out.f64(dist.max());
  }

  private void type(DistType type) {
    switch (type) {
      case DistType.Uniform(var low, var high) -> numbered(0, low, high);
      case DistType.Normal(var mean, var stdev) -> numbered(1, mean, stdev);
      case DistType.SkewNormal(var location, var scale, var shape) ->
          numbered(2, location, scale, shape);
      case DistType.LogNormal(var mu, var sigma) -> numbered(3, mu, sigma);
      case DistType.Binomial(var trials, var probability) -> {
        out.uint(4);
        out.uint(trials);
        out.f64(probability);
      }
      case DistType.Geometric(var probability) -> numbered(5, probability);
      case DistType.Pareto(var scale, var shape) -> numbered(6, scale, shape);
      case DistType.Poisson(var lambda) -> numbered(7, lambda);
      case DistType.Weibull(var scale, var shape) -> numbered(8, scale, shape);
      case DistType.Gamma(var scale, var shape) -> numbered(9, scale, shape);
      case DistType.Beta(var alpha, var beta) -> numbered(10, alpha, beta);
    }
  }

  private void numbered(int kind, double... parameters) {
    out.uint(kind);
    for (double parameter : parameters) {
      out.f64(parameter);
    }
  }
}
