package io.veiltun.maybenot.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.format.MachineFormat;
import io.veiltun.maybenot.machine.InvalidMachineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Machines of the catalogue against the strings under which they were published. */
class PublishedStringsTest {
  @ParameterizedTest
  @CsvSource({
    "noop,02eNpjYEAHjOgCAAA0AAI=",
    "reply,02eNpti1EJACAQQzcjWEjMYCEjGsUCojiUg+Pex2CPbe0HxCz4JCVJoJvF7SEjt+qUtnY+gDUNIg==",
    "ping,02eNpty8sJACAMA9DEgVyhuFkPDuwC4o8KpfRBoQlkLoNnCL5yjiSg4h5zY0p7baEK2w33hw3i",
    "once,02eNp1ibEJAEAIA5Nf7B3N0v1cSESwEL0m5A6YvBqSgP7WeXfM5UoBW7ICYg==",
    "mullvad-idle,"
        + "02eNptjLsNwCAQQ++yQRZImTJlRIfYBDEJA7ERJQtQ0iC+dxSIJ1mWLcv5TsLH9wMmF4KLqwkRAawk2yPR00CHX3V3"
        + "j1GziWvE09NBBWg9Fjk=",
    "mullvad-third,"
        + "02eNqFjLENwCAMBP8hC2SJlKnTsVr2zBKUaVACNgiBEJxknex/Oezv9fjjRCF8mXLY4pAEbpeFJFlFqJBGA7PqWQ3s"
        + "pCer4l3rnvGDH6+FGlE=",
    "mullvad-random,"
        + "02eNpdjr0LQVEYxt9zGES5o4myKVksFM45lEHKx0LJYDAZ5C+QRTHIaGETViYDKYPp3ijFYLj3KkmGK2"
        + "WwuVwiv3rrrafnA1Jm16ijKBQ+6NRDGPJ2E0Xe6YnAD0hFD9nm/ObIHumlv4imZ3Mm8DwvtaxB0Jy1IU"
        + "ex0pYIIB30lhuCYkYvwW6nQFSV41R1L8vkmwlgEOONVvEaYt1SwLhdhxn8gdBgEfXU7RFmzeR9YtPPxr"
        + "bqOVkLsd29XJhIJfbqRomGheLcYUWeFgxQodrq9wcP1E88/w=="
  })
  void theMachineOfANameIsThePublishedOne(String name, String published)
      throws InvalidMachineException {
    assertThat(Catalogue.machines(name, new NoRandom()))
        .containsExactly(MachineFormat.decode(published));
  }

  @Test
  void theDefaultsPoolIsTheTenPublishedPairs() throws InvalidMachineException, IOException {
    List<List<String>> published = new ArrayList<>();
    String text = Files.readString(Path.of("src/test/resources/maybenot/rederive.json"));
    for (JsonNode pair : JsonMapper.builder().build().readTree(text).get("defences")) {
      published.add(
          List.of(
              pair.get("client_payload_hex").asString(),
              pair.get("server_payload_hex").asString()));
    }
    List<List<String>> pool = new ArrayList<>();
    for (String member : Catalogue.entries().getFirst().pool()) {
      Defence defence = Catalogue.defence(member, new NoRandom());
      pool.add(List.of(payload(defence.client()), payload(defence.relay())));
    }
    assertThat(pool).isEqualTo(published);
  }

  private static String payload(Defence.Side side) {
    assertThat(side.machines()).hasSize(1);
    return HexFormat.of().formatHex(MachineFormat.payload(side.machines().getFirst()));
  }
}
