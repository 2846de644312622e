package io.veiltun.maybenot.format;

import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Counter;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Timer;
import io.veiltun.maybenot.machine.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The layout of a version 2 payload. Lists grow as their elements are read. */
final class MachineReader {
  private final PayloadReader in;

  MachineReader(byte[] payload) {
    in = new PayloadReader(payload);
  }

  Machine machine() throws InvalidMachineException {
    long paddingPackets = in.uint("allowedPaddingPackets");
    double paddingFrac = in.f64("maxPaddingFrac");
    long blockedMicrosec = in.uint("allowedBlockedMicrosec");
    double blockingFrac = in.f64("maxBlockingFrac");
    int field = in.enter("states");
    List<State> states = list(this::state);
    in.leave(field);
    if (in.remaining() > 0) {
      throw in.error(in.remaining() + " bytes follow the machine", in.position());
    }
    return new Machine(paddingPackets, paddingFrac, blockedMicrosec, blockingFrac, states);
  }

  private State state() throws InvalidMachineException {
    Optional<Action> action = optional("action", this::action);
    Optional<Counter> counterA = optional("counterA", this::counter);
    Optional<Counter> counterB = optional("counterB", this::counter);
    int field = in.enter("transitions");
    List<Optional<List<Transition>>> transitions = new ArrayList<>(Event.all().size());
    for (Event event : Event.all()) {
      transitions.add(optional(event.displayName(), this::branches));
    }
    in.leave(field);
    return new State(action, counterA, counterB, transitions);
  }

  private List<Transition> branches() throws InvalidMachineException {
    return list(() -> new Transition(in.uint("target"), in.f32("probability")));
  }

  private Action action() throws InvalidMachineException {
    return switch (in.variant("action", 4)) {
      case 0 -> new Action.Cancel(timer());
      case 1 ->
          new Action.SendPadding(
              in.bool("bypass"), in.bool("replace"), dist("timeout"), optionalDist("limit"));
      case 2 ->
          new Action.BlockOutgoing(
              in.bool("bypass"),
              in.bool("replace"),
              dist("timeout"),
              dist("duration"),
              optionalDist("limit"));
      default ->
          new Action.UpdateTimer(in.bool("replace"), dist("duration"), optionalDist("limit"));
    };
  }

  private Timer timer() throws InvalidMachineException {
    int field = in.enter("timer");
    Timer timer = Timer.all().get(in.variant("timer", Timer.all().size()));
    in.leave(field);
    return timer;
  }

  private Counter counter() throws InvalidMachineException {
    int field = in.enter("operation");
    List<Counter.Operation> operations = Counter.Operation.all();
    Counter.Operation operation = operations.get(in.variant("operation", operations.size()));
    in.leave(field);
    return new Counter(operation, optionalDist("dist"), in.bool("copy"));
  }

  private Optional<Dist> optionalDist(String name) throws InvalidMachineException {
    return optional(name, this::dist);
  }

  private Dist dist(String name) throws InvalidMachineException {
    int field = in.enter(name);
    Dist dist = dist();
    in.leave(field);
    return dist;
  }

  private Dist dist() throws InvalidMachineException {
    return new Dist(type(), in.f64("start"), in.f64("max"));
  }

  private DistType type() throws InvalidMachineException {
    return switch (in.variant("distribution", 11)) {
      case 0 -> new DistType.Uniform(in.f64("low"), in.f64("high"));
      case 1 -> new DistType.Normal(in.f64("mean"), in.f64("stdev"));
      case 2 -> new DistType.SkewNormal(in.f64("location"), in.f64("scale"), in.f64("shape"));
      case 3 -> new DistType.LogNormal(in.f64("mu"), in.f64("sigma"));
      case 4 -> new DistType.Binomial(in.uint("trials"), in.f64("probability"));
      case 5 -> new DistType.Geometric(in.f64("probability"));
      case 6 -> new DistType.Pareto(in.f64("scale"), in.f64("shape"));
      case 7 -> new DistType.Poisson(in.f64("lambda"));
      case 8 -> new DistType.Weibull(in.f64("scale"), in.f64("shape"));
      case 9 -> new DistType.Gamma(in.f64("scale"), in.f64("shape"));
      default -> new DistType.Beta(in.f64("alpha"), in.f64("beta"));
    };
  }

  private interface Part<T> {
    T read() throws InvalidMachineException;
  }

  private <T> Optional<T> optional(String name, Part<T> part) throws InvalidMachineException {
    int field = in.enter(name);
    Optional<T> value = in.present() ? Optional.of(part.read()) : Optional.empty();
    in.leave(field);
    return value;
  }

  /** Every element takes at least one byte: a length that lies ends at the end of the payload. */
  private <T> List<T> list(Part<T> part) throws InvalidMachineException {
    long length = in.uint();
    List<T> elements = new ArrayList<>();
    for (long i = 0; i != length; i++) {
      int element = in.enter(i);
      elements.add(part.read());
      in.leave(element);
    }
    return elements;
  }
}
