package io.veiltun.maybenot.generator;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Derives many defences from one seed; each stands for itself and can be derived alone. */
public final class Search {
  private final Derivation derivation;

  public Search(Derivation derivation) {
    this.derivation = derivation;
  }

  /** Is told how far the work has come, from any of the threads. */
  @FunctionalInterface
  public interface Progress {
    /** {@code done} of {@code total} seeds are tried. */
    void update(int done, int total);
  }

  /**
   * Tries the seeds {@code seed-0} to {@code seed-(count-1)} on all cores. Seeds without a defence
   * are left out.
   *
   * @return the defences, ordered by {@link Defence#id}
   */
  public List<Defence> search(String seed, int count, Progress progress) {
    AtomicInteger done = new AtomicInteger();
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(i -> {
          Optional<Defence> found =
              derivation.derive(seed + "-" + i).map(Derivation.Derived::defence);
          progress.update(done.incrementAndGet(), count);
          return found;
        })
        .flatMap(Optional::stream)
        .sorted(Comparator.comparing(Defence::id))
        .toList();
  }
}
