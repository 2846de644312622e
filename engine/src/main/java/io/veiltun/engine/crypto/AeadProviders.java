package io.veiltun.engine.crypto;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Chooses the {@link AeadProvider}: the fastest one that passes a self-test on this machine. */
public final class AeadProviders {
  private record Candidate(String name, Supplier<AeadProvider> make) {}

  private static final List<Candidate> CANDIDATES =
      List.of(
          new Candidate(LibcryptoAead.NAME, LibcryptoAead::new),
          new Candidate(JdkAead.NAME, JdkAead::new),
          new Candidate(BouncyCastleAead.NAME, BouncyCastleAead::new));

  private AeadProviders() {}

  /**
   * The provider to use. Once at start: some 0.3 s of CPU on a cold JVM, nearly all of it class
   * loading and linking, and 2 ms on a warm one.
   *
   * @param forced {@code libcrypto}, {@code jdk} or {@code bouncycastle}, or null for the fastest
   *     that works
   * @throws IllegalArgumentException if there is no provider called {@code forced}
   * @throws IllegalStateException if the forced provider, or every one, is missing or fails its
   *     self-test; the message says why
   */
  public static AeadProvider select(@Nullable String forced) {
    List<String> failures = new ArrayList<>();
    boolean known = forced == null;
    for (Candidate candidate : CANDIDATES) {
      if (forced == null || candidate.name.equals(forced)) {
        known = true;
        Optional<AeadProvider> working = tested(candidate, failures);
        if (working.isPresent()) {
          return working.get();
        }
      }
    }
    if (!known) {
      List<String> names = CANDIDATES.stream().map(Candidate::name).toList();
      throw new IllegalArgumentException(
          "there is no AEAD provider '" + forced + "'; choose one of " + names);
    }
    throw new IllegalStateException("no usable AEAD provider: " + String.join("; ", failures));
  }

  /** Every provider that passes its self-test here, fastest first. */
  public static List<AeadProvider> available() {
    List<String> failures = new ArrayList<>();
    return CANDIDATES.stream()
        .map(candidate -> tested(candidate, failures))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<AeadProvider> tested(Candidate candidate, List<String> failures) {
    try {
      AeadProvider provider = candidate.make.get();
      new AeadSelfTest(provider).run();
      return Optional.of(provider);
    } catch (RuntimeException | LinkageError e) {
      failures.add(candidate.name + ": " + e.getMessage());
      return Optional.empty();
    }
  }
}
