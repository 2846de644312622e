package io.veiltun.cli.daita;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.veiltun.cli.daita.OverheadForecast.Costs;
import io.veiltun.cli.daita.OverheadForecast.Hop;
import io.veiltun.config.Daita;
import io.veiltun.config.DefenceChoice;
import io.veiltun.config.Quantity.TimeSpan;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OverheadForecastTest {
  private static final int MTU = 1400;

  private static Optional<Daita> defence(String name) {
    return Optional.of(
        new Daita(
            new DefenceChoice.Named(name),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true,
            TimeSpan.parse("5 s")));
  }

  private static Costs single(String name) throws InvalidDefenceException {
    return OverheadForecast.of(List.of(new Hop(defence(name), MTU, 60))).getFirst().orElseThrow();
  }

  @Test
  void equalSizesAloneCostWhatPacketsGrowBy() throws Exception {
    Costs costs = single("size-only");

    assertThat(costs.sent().sizes()).isEqualTo(13);
    assertThat(costs.received().sizes()).isZero();
    assertThat(costs.sent().decoys()).isZero();
    assertThat(costs.received().decoys()).isZero();
  }

  @Test
  void oneDecoyForThreePacketsCannotCostMoreThanAThirdOfTheOtherDirection() throws Exception {
    Costs costs = single("ratio 3");

    assertThat(costs.sent().decoys()).isPositive();
    assertThat(costs.received().decoys()).isBetween(0.0, 1 / 3.0);
  }

  @Test
  void theSameProfileGivesTheSameFigures() throws Exception {
    assertThat(single("ephemeral-light")).isEqualTo(single("ephemeral-light"));
    assertThat(single("ephemeral-light").received().decoys()).isPositive();
  }

  @Test
  void anOuterHopCarriesWhatTheInnerOneMade() throws Exception {
    List<Optional<Costs>> costs =
        OverheadForecast.of(
            List.of(
                new Hop(defence("size-only"), 1420, 60), new Hop(defence("size-only"), 1360, 60)));

    assertThat(costs.getLast().orElseThrow().sent().sizes()).isEqualTo(12.6, within(1e-9));
    assertThat(costs.getFirst().orElseThrow().sent().sizes()).isZero();
    assertThat(costs.getFirst().orElseThrow().received().sizes()).isZero();
  }

  @Test
  void aHopWithoutDaitaHasNoCost() throws Exception {
    List<Optional<Costs>> costs =
        OverheadForecast.of(
            List.of(new Hop(defence("size-only"), 1420, 60), new Hop(Optional.empty(), 1360, 60)));

    assertThat(costs.getLast()).isEmpty();
    // 100 bytes become 112, and 172 on the outside: they grow to 1420.
    assertThat(costs.getFirst().orElseThrow().sent().sizes())
        .isEqualTo((1420 - 172) / 172.0, within(1e-9));
  }
}
