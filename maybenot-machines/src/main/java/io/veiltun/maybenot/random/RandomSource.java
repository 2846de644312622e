package io.veiltun.maybenot.random;

/** Uniform random words. Implementations say whether they are predictable. */
public interface RandomSource {
  /** 64 uniform bits. */
  long nextLong();

  /** 32 uniform bits. How many bits of the source that costs is the implementation's. */
  int nextInt();
}
