package io.veiltun.maybenot.description;

import static org.assertj.core.api.Assertions.assertThat;

import io.veiltun.maybenot.machine.Dist;
import io.veiltun.maybenot.machine.DistType;
import org.junit.jupiter.api.Test;

class DistTextTest {
  @Test
  void aConstantIsJustItsValue() {
    assertThat(DistText.time(Dist.at(1500))).isEqualTo("1.5 ms");
    assertThat(DistText.count(Dist.constant(5))).isEqualTo("5");
    assertThat(DistText.time(Dist.constant(0))).isEqualTo("0 s");
  }

  @Test
  void aUniformDistributionIsItsRange() {
    Dist dist = new Dist(new DistType.Uniform(1_000_000, 9_000_000), 500_000, 0);

    assertThat(DistText.time(dist)).isEqualTo("1.5 s to 9.5 s (uniform)");
  }

  @Test
  void aCapThatCutsIsNamed() {
    Dist dist = new Dist(new DistType.Uniform(1000, 5000), 0, 4000);

    assertThat(DistText.time(dist)).isEqualTo("1 ms to 4 ms (uniform, never above 4 ms)");
  }

  @Test
  void otherFamiliesSayWhatIsTypical() {
    Dist dist = new Dist(new DistType.Normal(20_000, 1000), 0, 0);

    assertThat(DistText.time(dist))
        .isEqualTo("about 20 ms (normal, mean 20 ms, 90 % within 18.36 ms to 21.64 ms)");
  }

  @Test
  void timesEndAtTheDayThatTheFrameworkAllows() {
    assertThat(DistText.time(Dist.at(1e300))).isEqualTo("24 h");
  }

  @Test
  void numbersThatAreNoneCountAsZeroAsInTheFramework() {
    assertThat(DistText.time(Dist.at(Double.NaN))).isEqualTo("0 s");
    assertThat(DistText.count(new Dist(new DistType.Normal(Double.NaN, 1), 0, 0)))
        .startsWith("nearly always 0 ");
  }

  @Test
  void unitsFitTheSize() {
    assertThat(Units.time(250)).isEqualTo("250 µs");
    assertThat(Units.time(90e6)).isEqualTo("90 s");
    assertThat(Units.time(600e6)).isEqualTo("10 min");
    assertThat(Units.count(12_990)).isEqualTo("12,990");
    assertThat(Units.unsigned(-1)).isEqualTo("1.8e+19");
    assertThat(Units.percent(0.125)).isEqualTo("12.5 %");
    assertThat(Units.percent(1e-9)).isEqualTo("under 0.01 %");
  }
}
