package io.veiltun.maybenot.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.Vectors;
import io.veiltun.maybenot.format.MachineFormat;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Machines appear from their published seeds: the traces matter only by their number. */
class RederivationTest {
  private static final JsonNode FILE = Vectors.json("rederive.json");
  private static final int TRACES_PER_SET = 14;

  static Stream<Arguments> defences() {
    List<Arguments> defences = new ArrayList<>();
    FILE.get("defences")
        .forEach(node -> defences.add(Arguments.of(node.get("seed").asString(), node)));
    return defences.stream();
  }

  @Test
  void thereAreDefences() {
    assertThat(defences()).isNotEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("defences")
  void theSeedGivesThePublishedMachines(String seed, JsonNode node) {
    DerivationRecipe recipe = recipe(FILE.get("config"));
    int traces = TRACES_PER_SET * FILE.get("config").get("env").get("traces").size();
    Candidates candidates =
        new Candidates(recipe, SyntheticPageLoads.traces("rederivation", traces), seed);
    int attempt = node.get("attempt").asInt();
    for (int i = 1; i < attempt; i++) {
      candidates.next();
    }

    Candidates.Candidate candidate = candidates.next();

    assertThat(hex(MachineFormat.payload(candidate.client())))
        .isEqualTo(node.get("client_payload_hex").asString());
    assertThat(hex(MachineFormat.payload(candidate.server())))
        .isEqualTo(node.get("server_payload_hex").asString());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static DerivationRecipe recipe(JsonNode config) {
    JsonNode machine = config.get("machine");
    JsonNode env = config.get("env");
    JsonNode constraints = config.get("constraints");
    return new DerivationRecipe(
        new MachineRecipe(
            whole(machine.get("num_states")).orElseThrow(),
            flag(machine.get("allow_blocking_client")),
            flag(machine.get("allow_blocking_server")),
            flag(machine.get("allow_expressive")),
            flag(machine.get("allow_fixed_budget")),
            flag(machine.get("allow_frac_limits")),
            range(machine.get("duration_point")).orElse(Range.of(100_000)),
            whole(machine.get("count_point")).orElse(WholeRange.of(100)),
            range(machine.get("min_action_timeout")).orElse(Range.of(0)),
            flag(machine.get("circpad_compatible")).orElse(false)),
        new EnvironmentRecipe(
            whole(env.get("num_traces")).orElseThrow(),
            whole(env.get("sim_steps")).orElseThrow(),
            whole(env.get("rtt_in_ms")).orElseThrow(),
            whole(env.get("packets_per_sec")),
            flag(env.get("implied_framework_limits")).orElse(false)),
        new Constraints(
            range(constraints.get("client_load")),
            range(constraints.get("server_load")),
            range(constraints.get("delay")),
            constraints.path("client_min_normal_packets").asInt(1),
            constraints.path("server_min_normal_packets").asInt(1),
            constraints.path("include_after_last_normal").asBoolean(false)),
        config.path("max_attempts").asInt(DerivationRecipe.DEFAULT_ATTEMPTS));
  }

  private static Optional<Boolean> flag(JsonNode node) {
    return Optional.ofNullable(node).map(JsonNode::asBoolean);
  }

  private static Optional<Range> range(JsonNode node) {
    return Optional.ofNullable(node).map(n -> new Range(n.get(0).asDouble(), n.get(1).asDouble()));
  }

  private static Optional<WholeRange> whole(JsonNode node) {
    return Optional.ofNullable(node).map(n -> new WholeRange(n.get(0).asInt(), n.get(1).asInt()));
  }
}
