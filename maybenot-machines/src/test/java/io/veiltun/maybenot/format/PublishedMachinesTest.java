package io.veiltun.maybenot.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.Vectors;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.Validation;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The machine strings found in public, decoded by hand of another program. */
class PublishedMachinesTest {
  static Stream<JsonNode> all() {
    return Vectors.json("machines.json").valueStream();
  }

  static Stream<JsonNode> current() {
    return all().filter(entry -> entry.get("format").asString().equals("v2"));
  }

  static Stream<JsonNode> legacy() {
    return all().filter(entry -> entry.get("format").asString().equals("v1"));
  }

  private static String string(JsonNode entry) {
    return entry.get("string").asString();
  }

  @ParameterizedTest
  @MethodSource("all")
  void parsesToThePublishedFields(JsonNode entry) throws InvalidMachineException {
    assertThat(MachineFormat.parse(string(entry)))
        .isEqualTo(MachineJson.machine(entry.get("machine")));
  }

  @ParameterizedTest
  @MethodSource("current")
  void writesTheSamePayloadAgain(JsonNode entry) throws InvalidMachineException {
    Machine machine = MachineFormat.parse(string(entry));
    byte[] payload = MachineFormat.payload(machine);
    assertThat(HexFormat.of().formatHex(payload)).isEqualTo(entry.get("payload_hex").asString());
    assertThat(payload).hasSize(entry.get("payload_len").asInt());
    assertThat(MachineFormat.payloadSha256(machine))
        .isEqualTo(entry.get("payload_sha256").asString());
    assertThat(MachineFormat.name(string(entry))).isEqualTo(entry.get("name").asString());
    String again = MachineFormat.encode(machine);
    assertThat(again).startsWith("02eN");
    assertThat(MachineFormat.parse(again)).isEqualTo(machine);
  }

  @ParameterizedTest
  @MethodSource("current")
  void validatesWhereItShould(JsonNode entry) throws InvalidMachineException {
    if (entry.get("validation_error").isNull()) {
      assertThat(MachineFormat.decode(string(entry))).isNotNull();
    } else {
      Machine readable = MachineFormat.parse(string(entry));
      assertThat(EdgeCasesTest.failure(() -> MachineFormat.decode(string(entry))))
          .isEqualTo(EdgeCasesTest.failure(() -> Validation.check(readable)));
    }
  }

  @ParameterizedTest
  @MethodSource("legacy")
  void onlyTheToolTakesVersionOne(JsonNode entry) {
    assertThat(EdgeCasesTest.failure(() -> MachineFormat.decode(string(entry))))
        .startsWith("version: this is a string of version 1");
  }

  @Test
  void theListOfStringsIsTheListOfMachines() {
    assertThat(Vectors.lines("machines.txt"))
        .filteredOn(line -> !line.startsWith("#") && !line.isBlank())
        .containsExactlyElementsOf(all().map(PublishedMachinesTest::string).toList())
        .isNotEmpty();
  }
}
