package io.veiltun.maybenot.framework;

import io.veiltun.maybenot.machine.Counter;
import io.veiltun.maybenot.random.RandomSource;
import io.veiltun.maybenot.sampling.PreparedDist;
import org.jspecify.annotations.Nullable;

/** What entering a state does to a counter, with the distribution prepared. Immutable. */
record CompiledCounter(Counter.Operation operation, boolean copy, @Nullable PreparedDist dist) {
  static CompiledCounter of(Counter counter) {
    return new CompiledCounter(
        counter.operation(),
        counter.copy(),
        counter.dist().isPresent() ? PreparedDist.of(counter.dist().get()) : null);
  }

  /**
   * The counter's new value. All values are unsigned; arithmetic saturates.
   *
   * @param other the other counter before the transition
   */
  long apply(long value, long other, RandomSource random) {
    long operand = operand(other, random);
    return switch (operation) {
      case INCREMENT -> {
        long sum = value + operand;
        yield Long.compareUnsigned(sum, value) < 0 ? -1 : sum;
      }
      case DECREMENT -> Long.compareUnsigned(value, operand) <= 0 ? 0 : value - operand;
      case SET -> operand;
    };
  }

  private long operand(long other, RandomSource random) {
    if (copy) {
      return other;
    }
    return dist == null ? 1 : dist.operand(random);
  }
}
