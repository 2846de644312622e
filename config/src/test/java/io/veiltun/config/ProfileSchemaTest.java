package io.veiltun.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schema and the reader say the same of every structural rule. */
class ProfileSchemaTest {
  private static final String TEXT = ProfileSchema.generate();
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(TEXT, InputFormat.JSON);

  private static final Map<String, Shape> SHAPES =
      Map.ofEntries(
          Map.entry("ClientProfile", Shapes.CLIENT),
          Map.entry("RelayProfile", Shapes.RELAY),
          Map.entry("ClientInterface", Shapes.CLIENT_INTERFACE),
          Map.entry("RelayInterface", Shapes.RELAY_INTERFACE),
          Map.entry("Hop", Shapes.HOP),
          Map.entry("PeerEntry", Shapes.PEER),
          Map.entry("WrittenDaita", Shapes.DAITA),
          Map.entry("Limits", Shapes.DAITA_LIMITS),
          Map.entry("Budget", Shapes.DAITA_BUDGET),
          Map.entry("Forward", Shapes.FORWARD),
          Map.entry("MetricsListen", Shapes.METRICS));

  @TempDir Path folder;

  @Test
  void schemaIsValidByItsOwnMetaSchema() {
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
    assertThat(meta.validate(TEXT, InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("validDrafts")
  void bothAcceptEveryValidProfile(List<String> edits) {
    assertBothSay(true, edits);
  }

  static List<List<String>> validDrafts() {
    String key = "\"" + Draft.key(1) + "\"";
    return List.of(
        List.of("client"),
        List.of("relay"),
        List.of("client", "remove /hops/1", "remove /interface/mtu", "remove /metrics"),
        List.of("client", "set /killSwitch true"),
        List.of("client", "remove /hops/0/name", "remove /killSwitch", "remove /interface/dns"),
        List.of("client", "set /privateKey " + key, "set /hops/0/presharedKey " + key),
        List.of(
            "client",
            "remove /privateKey",
            "set /hops/0/privateKey " + key,
            "set /hops/1/privateKey {\"file\":\"laptop.key\"}"),
        List.of("client", "set /hops/0/endpoint \"[2001:db8::1]:65535\""),
        List.of("client", "set /hops/0/endpoint \"relay.example.net:1\"", "set /$schema 5"),
        List.of("client", "set /hops/0/keepalive 65535", "set /interface/mtu 65535"),
        List.of(
            "client", "set /hops/0/daita {}", "set /hops/1/daita {\"limits\":{},\"budget\":{}}"),
        List.of("client", "set /hops/0/daita/defence \"tamaraw 0.01 100000\""),
        List.of("client", "set /hops/0/daita/defence [\"02a\",\"02a\"]"),
        List.of("client", "set /hops/0/daita/limits {\"padding\":0,\"blocking\":1e0}"),
        List.of("client", "set /hops/0/daita/limits {\"padding\":0.25,\"blocking\":1}"),
        List.of("client", "set /hops/0/daita/budget {\"rate\":\"0.5kbit/s\"}"),
        List.of("client", "set /hops/0/daita/budget {\"perDay\":\"1.25 TiB\"}"),
        List.of("client", "set /hops/0/daita/idle \"keep\""),
        List.of("client", "set /hops/0/daita/idle \"sleep-after 0.5 min\""),
        List.of("client", "set /hops/0/daita/keepalives \"padded\""),
        List.of("client", "set /hops/0/daita/maxDelay \"24 h\""),
        List.of("relay", "set /peers/1/daita {}", "set /peers/0/daita/keepalives \"plain\""),
        List.of("relay", "remove /forward", "set /peers []", "remove /metrics"),
        List.of("relay", "set /forward {}", "set /interface/listenPort 0"),
        List.of("relay", "remove /peers/1/endpoint", "set /interface/mtu 1280"));
  }

  @ParameterizedTest
  @MethodSource("structurallyInvalidDrafts")
  void bothRefuseEveryStructuralError(List<String> edits) {
    assertBothSay(false, edits);
  }

  static List<List<String>> structurallyInvalidDrafts() {
    List<List<String>> drafts = new ArrayList<>();
    for (String edit :
        List.of(
            "set /colour 1",
            "set /interface/colour 1",
            "set /hops/0/colour 1",
            "set /hops/0/daita null",
            "set /hops/0/daita true",
            "set /hops/0/daita \"ephemeral-light\"",
            "set /hops/0/daita/colour 1",
            "set /hops/0/daita/defence null",
            "set /hops/0/daita/defence {}",
            "set /hops/0/daita/defence []",
            "set /hops/0/daita/defence \"\"",
            "set /hops/0/daita/defence \"  \"",
            "set /hops/0/daita/defence \"two\\nlines\"",
            "set /hops/0/daita/defence \"" + "n".repeat(201) + "\"",
            "set /hops/0/daita/defence [\"\"]",
            "set /hops/0/daita/defence [\"02\", 2]",
            "set /hops/0/daita/defence [" + "\"02\",".repeat(64) + "\"02\"]",
            "set /hops/0/daita/limits 0.5",
            "set /hops/0/daita/limits {\"padding\":1.5}",
            "set /hops/0/daita/limits {\"padding\":null}",
            "set /hops/0/daita/limits {\"blocking\":-0.1}",
            "set /hops/0/daita/limits {\"blocking\":2}",
            "set /hops/0/daita/limits {\"blocking\":\"50 %\"}",
            "set /hops/0/daita/limits {\"colour\":1}",
            "set /hops/0/daita/budget \"2 GB\"",
            "set /hops/0/daita/budget/colour 1",
            "set /hops/0/daita/budget/rate 2000000",
            "set /hops/0/daita/budget/rate \"2000000\"",
            "set /hops/0/daita/budget/rate \"2 MB\"",
            "set /hops/0/daita/budget/rate \"0.0 Mbit/s\"",
            "set /hops/0/daita/budget/perDay null",
            "set /hops/0/daita/budget/perDay \"2 GB/d\"",
            "set /hops/0/daita/budget/perDay \"0 GB\"",
            "set /hops/0/daita/idle 30",
            "set /hops/0/daita/idle \"sleep\"",
            "set /hops/0/daita/idle \"sleep-after\"",
            "set /hops/0/daita/idle \"sleep-after 30\"",
            "set /hops/0/daita/idle \"sleep-after 0 s\"",
            "set /hops/0/daita/idle \"keep 30 s\"",
            "set /hops/0/daita/keepalives true",
            "set /hops/0/daita/keepalives \"PLAIN\"",
            "set /hops/0/daita/maxDelay 5",
            "set /hops/0/daita/maxDelay \"5\"",
            "set /hops/0/daita/maxDelay \"0 s\"",
            "set /hops/0/daita/maxDelay \"-1 s\"",
            "set /metrics/colour 1",
            "set /privateKey/colour 1",
            "set /peers []",
            "set /forward {}",
            "set /killSwitch null",
            "set /killSwitch 0",
            "set /metrics null",
            "set /metrics {}",
            "set /metrics/listen \"9586\"",
            "set /interface null",
            "remove /interface",
            "remove /interface/name",
            "set /interface/name \"a/b\"",
            "set /interface/name \"sixteen-letters-\"",
            "set /interface/name \"..\"",
            "set /interface/mtu 575",
            "set /interface/mtu 65536",
            "set /interface/mtu \"1420\"",
            "set /interface/mtu null",
            "set /interface/dns \"10.64.0.1\"",
            "set /interface/dns/0 \"dns.example\"",
            "set /interface/listenPort 1",
            "set /privateKey 5",
            "set /privateKey null",
            "set /privateKey {}",
            "set /privateKey {\"file\":\"\"}",
            "set /privateKey \"short\"",
            "remove /privateKey",
            "remove /hops",
            "set /hops []",
            "set /hops {}",
            "set /hops/0 \"entry\"",
            "set /hops/0/name \"two words\"",
            "remove /hops/0/publicKey",
            "set /hops/0/publicKey \"short\"",
            "set /hops/0/publicKey \"" + "A".repeat(42) + "B=\"",
            "remove /hops/0/endpoint",
            "set /hops/0/endpoint \"192.0.2.1\"",
            "set /hops/0/endpoint \"2001:db8::1:5\"",
            "set /hops/0/endpoint 51820",
            "remove /hops/0/addresses",
            "set /hops/0/addresses []",
            "set /hops/0/addresses/0 \"10.66.0.2\"",
            "set /hops/0/keepalive -1",
            "set /hops/0/keepalive 65536",
            "set /hops/0/keepalive 2.5",
            "set /hops/0/presharedKey \"short\"",
            "set /hops/1/allowedIps []",
            "set /hops/1/allowedIps/0 null")) {
      drafts.add(List.of("client", edit));
    }
    for (String edit :
        List.of(
            "set /colour 1",
            "set /killSwitch false",
            "set /interface/dns []",
            "remove /interface/addresses",
            "set /interface/addresses []",
            "remove /interface/listenPort",
            "set /interface/listenPort 65536",
            "set /interface/listenPort \"51820\"",
            "remove /privateKey",
            "remove /peers",
            "set /peers {}",
            "remove /peers/0/publicKey",
            "remove /peers/0/allowedIps",
            "set /peers/0/allowedIps []",
            "set /peers/0/allowedIps/0 \"10.66.0.2\"",
            "set /peers/0/addresses []",
            "set /peers/0/daita []",
            "set /peers/0/daita/defence 5",
            "set /peers/0/daita/limits/padding 1.01",
            "set /peers/0/endpoint null",
            "set /peers/1/keepalive \"25 s\"",
            "set /forward true",
            "set /forward null",
            "set /forward/masquerade 1",
            "set /forward/colour 1")) {
      drafts.add(List.of("relay", edit));
    }
    return drafts;
  }

  private void assertBothSay(boolean valid, List<String> edits) {
    Draft draft = edits.getFirst().equals("client") ? Draft.client(folder) : Draft.relay(folder);
    for (String edit : edits.subList(1, edits.size())) {
      String[] parts = edit.split(" ", 3);
      if (parts[0].equals("set")) {
        draft.set(parts[1], parts[2]);
      } else {
        draft.remove(parts[1]);
      }
    }
    assertThat(draft.problems().isEmpty()).as("reader: %s", draft.problems()).isEqualTo(valid);
    assertThat(SCHEMA.validate(draft.json(), InputFormat.JSON).isEmpty())
        .as("schema: %s", SCHEMA.validate(draft.json(), InputFormat.JSON))
        .isEqualTo(valid);
  }

  @ParameterizedTest
  @CsvSource({
    "ClientProfile",
    "RelayProfile",
    "ClientInterface",
    "RelayInterface",
    "Hop",
    "PeerEntry",
    "WrittenDaita",
    "Limits",
    "Budget",
    "Forward",
    "MetricsListen"
  })
  void bothKnowTheSameMembersAndRequireTheSameOnes(String type) {
    Shape shape = requireNonNull(SHAPES.get(type));
    JsonNode definition = JsonMapper.shared().readTree(TEXT).at("/$defs/" + type);
    Set<String> properties = new TreeSet<>(definition.at("/properties").propertyNames());
    properties.remove("$schema");
    assertThat(properties).isEqualTo(new TreeSet<>(shape.accepted()));
    Set<String> required = new TreeSet<>();
    definition.at("/required").forEach(name -> required.add(name.asString()));
    assertThat(required).isEqualTo(new TreeSet<>(shape.required()));
    definition
        .at("/properties")
        .forEach(property -> assertThat(property.at("/description").asString()).isNotEmpty());
  }
}
