package io.veiltun.maybenot.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.Vectors;
import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.random.RandomSource;
import io.veiltun.maybenot.random.Xoshiro256StarStar;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Machines of the library against those that another program built from the same names. */
class GeneratedMachinesTest {
  static Stream<JsonNode> entries() {
    return Vectors.json("generated_machines.json").valueStream();
  }

  @ParameterizedTest
  @MethodSource("entries")
  void aNameYieldsThePublishedPayloads(JsonNode entry) throws InvalidMachineException {
    JsonNode seed = entry.get("xoshiro256ss_seed_from_u64");
    RandomSource random =
        seed.isNull()
            ? new NoRandom()
            : Xoshiro256StarStar.fromSeed(Long.parseUnsignedLong(seed.asString()));
    List<String> payloads =
        Catalogue.machines(entry.get("static_machine").asString(), random).stream()
            .map(machine -> HexFormat.of().formatHex(MachineFormat.payload(machine)))
            .toList();
    assertThat(payloads)
        .isEqualTo(
            entry.get("machines").valueStream().map(m -> m.get("payload_hex").asString()).toList());
  }
}
