package io.veiltun.maybenot.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.veiltun.maybenot.Vectors;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class EdgeCasesTest {
  static Stream<JsonNode> cases() {
    return Vectors.json("decode_edge_cases.json").valueStream();
  }

  /** The message of the only exception a machine string may cause. */
  static String failure(ThrowingCallable call) {
    InvalidMachineException e = catchThrowableOfType(InvalidMachineException.class, call);
    assertThat(e).as("nothing was wrong").isNotNull();
    assertThat(e.getMessage()).doesNotContain("\n");
    return String.valueOf(e.getMessage());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithMaybenotOnAcceptanceAndStage(JsonNode entry) throws InvalidMachineException {
    String string = entry.get("string").asString();
    String note = entry.get("note").asString();
    if (entry.get("upstream_2_2_2").asString().equals("reject")) {
      assertThat(stage(string)).isIn((Object[]) stages(entry.get("stage").asString()));
    } else if (note.contains("reject")) {
      assertThat(stage(string)).isIn("validate", "zlib");
    } else {
      Machine machine = MachineFormat.decode(string);
      assertThat(MachineFormat.decode(MachineFormat.encode(machine))).isEqualTo(machine);
    }
  }

  /** The stages of ours that can stand for one of the vectors. */
  private static String[] stages(String theirs) {
    return switch (theirs) {
      case "zlib or deserialize" -> new String[] {"zlib", "deserialize"};
      // 2.2.2 cuts what inflates to too much, and fails to read it afterwards.
      case "deserialize" -> new String[] {"deserialize", "over 1 MiB"};
      default -> new String[] {theirs};
    };
  }

  private static String stage(String string) {
    String message = failure(() -> MachineFormat.decode(string));
    if (message.startsWith("string: ")) {
      return message.contains("ASCII") ? "string is not ascii" : "string too short";
    }
    if (message.startsWith("version: ")) {
      return "version mismatch";
    }
    if (message.startsWith("base64: ")) {
      return "base64";
    }
    if (message.startsWith("zlib: ")) {
      return message.contains("more than") ? "over 1 MiB" : "zlib";
    }
    if (message.matches(".* at byte [0-9]+")) {
      return "deserialize";
    }
    assertThat(
            catchThrowableOfType(InvalidMachineException.class, () -> MachineFormat.parse(string)))
        .as("what is left must be readable")
        .isNull();
    return "validate";
  }
}
