package io.veiltun.cli.machine;

import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.machine.Action;
import io.veiltun.maybenot.machine.Counter;
import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import io.veiltun.maybenot.machine.Event;
import io.veiltun.maybenot.machine.State;
import io.veiltun.maybenot.machine.Transition;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A machine as a tree of maps and lists for JSON; times are microseconds. */
final class MachineJson {
  private MachineJson() {}

  static Map<String, Object> of(Named named) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("string", named.string());
    json.put("name", MachineFormat.name(named.string()));
    json.put("payloadSha256", MachineFormat.payloadSha256(named.machine()));
    json.put("allowedPaddingPackets", unsigned(named.machine().allowedPaddingPackets()));
    json.put("maxPaddingFrac", number(named.machine().maxPaddingFrac()));
    json.put("allowedBlockedMicrosec", unsigned(named.machine().allowedBlockedMicrosec()));
    json.put("maxBlockingFrac", number(named.machine().maxBlockingFrac()));
    json.put("states", named.machine().states().stream().map(MachineJson::state).toList());
    return json;
  }

  private static Map<String, Object> state(State state) {
    Map<String, Object> json = new LinkedHashMap<>();
    state.action().ifPresent(action -> json.put("action", action(action)));
    state.counterA().ifPresent(counter -> json.put("counterA", counter(counter)));
    state.counterB().ifPresent(counter -> json.put("counterB", counter(counter)));
    Map<String, Object> transitions = new LinkedHashMap<>();
    for (Event event : Event.all()) {
      state
          .on(event)
          .ifPresent(list ->
              transitions.put(
                  camel(event.name()), list.stream().map(MachineJson::branch).toList()));
    }
    json.put("transitions", transitions);
    return json;
  }

  private static Map<String, Object> branch(Transition branch) {
    Map<String, Object> json = new LinkedHashMap<>();
    Object target = unsigned(branch.target());
    if (branch.target() == Transition.END) {
      target = "END";
    } else if (branch.target() == Transition.SIGNAL) {
      target = "SIGNAL";
    }
    json.put("target", target);
    json.put("probability", number(Double.parseDouble(Float.toString(branch.probability()))));
    return json;
  }

  private static Map<String, Object> action(Action action) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", action.getClass().getSimpleName());
    switch (action) {
      case Action.Cancel(var timer) -> json.put("timer", camel(timer.name()));
      case Action.SendPadding padding -> {
        json.put("bypass", padding.bypass());
        json.put("replace", padding.replace());
        json.put("timeout", dist(padding.timeout()));
        limit(padding.limit(), json);
      }
      case Action.BlockOutgoing block -> {
        json.put("bypass", block.bypass());
        json.put("replace", block.replace());
        json.put("timeout", dist(block.timeout()));
        json.put("duration", dist(block.duration()));
        limit(block.limit(), json);
      }
      case Action.UpdateTimer timer -> {
        json.put("replace", timer.replace());
        json.put("duration", dist(timer.duration()));
        limit(timer.limit(), json);
      }
    }
    return json;
  }

  private static void limit(Optional<Dist> limit, Map<String, Object> json) {
    limit.ifPresent(dist -> json.put("limit", dist(dist)));
  }

  private static Map<String, Object> counter(Counter counter) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("operation", camel(counter.operation().name()));
    counter.dist().ifPresent(dist -> json.put("dist", dist(dist)));
    json.put("copy", counter.copy());
    return json;
  }

  private static Map<String, Object> dist(Dist dist) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", dist.type().getClass().getSimpleName());
    switch (dist.type()) {
      case DistType.Uniform(double low, double high) -> put(json, "low", low, "high", high);
      case DistType.Normal(double mean, double stdev) -> put(json, "mean", mean, "stdev", stdev);
      case DistType.SkewNormal(double location, double scale, double shape) -> {
        json.put("location", number(location));
        put(json, "scale", scale, "shape", shape);
      }
      case DistType.LogNormal(double mu, double sigma) -> put(json, "mu", mu, "sigma", sigma);
      case DistType.Binomial(long trials, double probability) -> {
        json.put("trials", unsigned(trials));
        json.put("probability", number(probability));
      }
      case DistType.Geometric(double probability) -> json.put("probability", number(probability));
      case DistType.Pareto(double scale, double shape) -> put(json, "scale", scale, "shape", shape);
      case DistType.Poisson(double lambda) -> json.put("lambda", number(lambda));
      case DistType.Weibull(double scale, double shape) ->
          put(json, "scale", scale, "shape", shape);
      case DistType.Gamma(double scale, double shape) -> put(json, "scale", scale, "shape", shape);
      case DistType.Beta(double alpha, double beta) -> put(json, "alpha", alpha, "beta", beta);
    }
    json.put("start", number(dist.start()));
    json.put("max", number(dist.max()));
    return json;
  }

  private static void put(
      Map<String, Object> json, String first, double a, String second, double b) {
    json.put(first, number(a));
    json.put(second, number(b));
  }

  /** JSON has no infinities and no NaN: those become strings. */
  private static Object number(double value) {
    return Double.isFinite(value) ? (Object) value : Double.toString(value);
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  /** {@code NORMAL_SENT} as {@code NormalSent}. */
  private static String camel(String constant) {
    StringBuilder name = new StringBuilder();
    for (String word : constant.split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }
}
