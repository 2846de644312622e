package io.veiltun.engine.shape;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.engine.vectors.WireGuardVectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class PlainShaperTest {
  static Stream<JsonNode> samples() {
    return WireGuardVectors.stream(WireGuardVectors.section("padding"));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void paddingIsTheRecordedOne(JsonNode sample) {
    int length = sample.path("inner_len").asInt();
    int mtu = sample.path("mtu").asInt();
    assertThat(Shaper.NONE.paddedLength(length, mtu) - length)
        .isEqualTo(sample.path("padding").asInt());
  }
}
