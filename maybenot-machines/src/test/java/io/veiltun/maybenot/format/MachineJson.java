package io.veiltun.maybenot.format;

import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Counter;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Timer;
import io.veiltun.maybenot.machine.Transition;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Machines as the vectors spell them in JSON. */
final class MachineJson {
  private MachineJson() {}

  /** A machine of version 2; or of version 1, converted by the rules for that. */
  static Machine machine(JsonNode json) {
    boolean legacy = json.path("format").asString("v2").equals("v1");
    long padding = u64(json.get("allowed_padding_packets"));
    List<State> states = new ArrayList<>();
    json.get("states").forEach(state -> states.add(state(state)));
    return new Machine(
        legacy ? Long.divideUnsigned(padding, 1420) : padding,
        f64(json.get("max_padding_frac")),
        u64(json.get("allowed_blocked_microsec")),
        f64(json.get("max_blocking_frac")),
        states);
  }

  private static State state(JsonNode json) {
    List<Optional<List<Transition>>> transitions = new ArrayList<>();
    for (Event event : Event.all()) {
      transitions.add(
          present(json.get("transitions").path(event.displayName())).map(MachineJson::branches));
    }
    return new State(
        present(json.path("action")).map(MachineJson::action),
        present(json.path("counterA")).map(MachineJson::counter),
        present(json.path("counterB")).map(MachineJson::counter),
        transitions);
  }

  private static List<Transition> branches(JsonNode json) {
    List<Transition> branches = new ArrayList<>();
    for (JsonNode branch : json) {
      long target =
          switch (branch.get(0).asString("")) {
            case "END" -> Transition.END;
            case "SIGNAL" -> Transition.SIGNAL;
            default -> u64(branch.get(0));
          };
      branches.add(new Transition(target, (float) f64(branch.get(1))));
    }
    return branches;
  }

  private static Action action(JsonNode json) {
    return switch (json.get("type").asString()) {
      case "Cancel" -> new Action.Cancel(Timer.valueOf(upper(json.get("timer"))));
      case "SendPadding" ->
          new Action.SendPadding(
              json.get("bypass").asBoolean(),
              json.get("replace").asBoolean(),
              dist(json.get("timeout")),
              present(json.get("limit")).map(MachineJson::dist));
      case "BlockOutgoing" ->
          new Action.BlockOutgoing(
              json.get("bypass").asBoolean(),
              json.get("replace").asBoolean(),
              dist(json.get("timeout")),
              dist(json.get("duration")),
              present(json.get("limit")).map(MachineJson::dist));
      case "UpdateTimer" ->
          new Action.UpdateTimer(
              json.get("replace").asBoolean(),
              dist(json.get("duration")),
              present(json.get("limit")).map(MachineJson::dist));
      default -> throw new IllegalArgumentException(json.toString());
    };
  }

  private static Counter counter(JsonNode json) {
    return new Counter(
        Counter.Operation.valueOf(upper(json.get("operation"))),
        present(json.path("dist")).map(MachineJson::dist),
        json.path("copy").asBoolean(false));
  }

  private static Dist dist(JsonNode json) {
    return new Dist(type(json), f64(json.get("start")), f64(json.get("max")));
  }

  private static DistType type(JsonNode json) {
    return switch (json.get("type").asString()) {
      case "Uniform" -> new DistType.Uniform(f64(json.get("low")), f64(json.get("high")));
      case "Normal" -> new DistType.Normal(f64(json.get("mean")), f64(json.get("stdev")));
      case "SkewNormal" ->
          new DistType.SkewNormal(
              f64(json.get("location")), f64(json.get("scale")), f64(json.get("shape")));
      case "LogNormal" -> new DistType.LogNormal(f64(json.get("mu")), f64(json.get("sigma")));
      case "Binomial" ->
          new DistType.Binomial(u64(json.get("trials")), f64(json.get("probability")));
      case "Geometric" -> new DistType.Geometric(f64(json.get("probability")));
      case "Pareto" -> new DistType.Pareto(f64(json.get("scale")), f64(json.get("shape")));
      case "Poisson" -> new DistType.Poisson(f64(json.get("lambda")));
      case "Weibull" -> new DistType.Weibull(f64(json.get("scale")), f64(json.get("shape")));
      case "Gamma" -> new DistType.Gamma(f64(json.get("scale")), f64(json.get("shape")));
      case "Beta" -> new DistType.Beta(f64(json.get("alpha")), f64(json.get("beta")));
      default -> throw new IllegalArgumentException(json.toString());
    };
  }

  private static Optional<JsonNode> present(JsonNode json) {
    return json.isMissingNode() || json.isNull() ? Optional.empty() : Optional.of(json);
  }

  private static String upper(JsonNode json) {
    return json.asString().toUpperCase(Locale.ROOT);
  }

  /** Unsigned 64 bits; a float, as version 1 has it for trials, saturates like a conversion. */
  private static long u64(JsonNode json) {
    BigInteger value = new BigDecimal(json.asString()).toBigInteger();
    return value.max(BigInteger.ZERO).longValue();
  }

  private static double f64(JsonNode json) {
    return switch (json.asString()) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> Double.parseDouble(json.asString());
    };
  }
}
