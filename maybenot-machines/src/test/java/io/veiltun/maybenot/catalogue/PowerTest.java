package io.veiltun.maybenot.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against decimal arithmetic of 50 digits. */
class PowerTest {
  private static final MathContext DIGITS = new MathContext(50);
  private static final long SEED = 20_251_123;
  private static final int HALVINGS = 12;

  @Test
  void powersAreRoundedCorrectly() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 3000; i++) {
      double base = i % 2 == 0 ? Math.E : random.nextDouble(0.01, 10);
      double exponent = random.nextDouble(-9, 9) * (i % 3 == 0 ? 1e-3 : 1);
      double expected =
          exponential(logarithm(base).multiply(new BigDecimal(exponent), DIGITS)).doubleValue();
      assertThat(Power.of(base).to(exponent))
          .as("%s to the %s, seed %d", base, exponent, SEED)
          .isEqualTo(expected);
    }
  }

  @Test
  void logarithmsAreRoundedCorrectly() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 1000; i++) {
      double base = StrictMath.exp(random.nextDouble(-20, 20) * (i % 2 == 0 ? 1 : 1e-3));
      assertThat(Power.of(base).log())
          .as("of %s, seed %d", base, SEED)
          .isEqualTo(logarithm(base).doubleValue());
    }
  }

  @Test
  void ofOneAllPowersAreOne() {
    assertThat(Power.of(1).log()).isZero();
    assertThat(Power.of(1).to(-7.5)).isOne();
    assertThat(Power.of(0.98).to(0)).isOne();
  }

  private static BigDecimal exponential(BigDecimal x) {
    BigDecimal part = x.divide(BigDecimal.valueOf(1L << HALVINGS), DIGITS);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal power = BigDecimal.ONE;
    for (int k = 1; k < 25; k++) {
      power = power.multiply(part, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
      sum = sum.add(power, DIGITS);
    }
    for (int i = 0; i < HALVINGS; i++) {
      sum = sum.multiply(sum, DIGITS);
    }
    return sum;
  }

  /** By Newton's method from the double's value: each step doubles the digits. */
  private static BigDecimal logarithm(double value) {
    BigDecimal log = new BigDecimal(StrictMath.log(value));
    for (int i = 0; i < 2; i++) {
      BigDecimal ratio = new BigDecimal(value).multiply(exponential(log.negate()), DIGITS);
      log = log.add(ratio.subtract(BigDecimal.ONE), DIGITS);
    }
    return log;
  }
}
