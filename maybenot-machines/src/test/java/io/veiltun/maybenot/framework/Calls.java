package io.veiltun.maybenot.framework;

import io.veiltun.maybenot.Vectors;
import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.machine.InvalidMachineException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads machines, events and actions of the vectors. */
final class Calls {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Calls() {}

  static List<JsonNode> goldenTraces() {
    return Vectors.lines("golden_traces.jsonl").stream()
        .filter(line -> !line.isBlank())
        .map(MAPPER::readTree)
        .toList();
  }

  static List<CompiledMachine> machines(JsonNode strings) throws InvalidMachineException {
    List<CompiledMachine> machines = new ArrayList<>();
    for (JsonNode string : strings) {
      machines.add(CompiledMachine.of(MachineFormat.decode(string.asString())));
    }
    return machines;
  }

  static Limits limits(JsonNode node) {
    return new Limits(
        node.required("max_padding_frac").asDouble(),
        node.required("max_blocking_frac").asDouble());
  }

  /** Both forms: {@code "NormalSent"} and {@code ["PaddingSent", 0]}. */
  static TriggerEvent event(JsonNode node) {
    String name = node.isArray() ? node.get(0).asString() : node.asString();
    return TriggerEvent.valueOf(name.replaceAll("(?<=.)([A-Z])", "_$1").toUpperCase(Locale.ROOT));
  }

  static int machine(JsonNode node) {
    return node.isArray() ? (int) Math.min(node.get(1).asLong(), Integer.MAX_VALUE) : -1;
  }

  static void call(Framework framework, JsonNode events, long nowNanos) {
    framework.begin(nowNanos);
    for (JsonNode event : events) {
      framework.event(event(event), machine(event));
    }
    framework.end();
  }

  static List<String> actions(Framework framework) {
    List<String> actions = new ArrayList<>();
    for (int i = 0; i < framework.actions(); i++) {
      actions.add(framework.action(i).toString());
    }
    return actions;
  }

  /** As {@link ScheduledAction#toString} writes it; nulls stand for no action. */
  static List<String> expected(JsonNode actions) {
    List<String> texts = new ArrayList<>();
    for (JsonNode action : actions) {
      if (!action.isNull()) {
        texts.add(text(action));
      }
    }
    return texts;
  }

  private static String text(JsonNode action) {
    List<String> fields = new ArrayList<>();
    for (String name :
        Arrays.asList("machine", "timer", "timeout", "duration", "bypass", "replace")) {
      JsonNode value = action.get(name);
      if (value != null) {
        fields.add(name + "=" + (name.equals("timer") ? timer(value) : value.asString()));
      }
    }
    return action.required("type").asString() + "{" + String.join(", ", fields) + "}";
  }

  private static String timer(JsonNode value) {
    return value.asString().toUpperCase(Locale.ROOT);
  }
}
