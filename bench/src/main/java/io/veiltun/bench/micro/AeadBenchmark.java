package io.veiltun.bench.micro;

import io.veiltun.engine.crypto.AeadProviders;
import io.veiltun.engine.crypto.Opener;
import io.veiltun.engine.crypto.Sealer;
import io.veiltun.engine.crypto.SecretKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One packet sealed, and one opened, in place. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AeadBenchmark {
  private static final int OFFSET = 16;

  /** The provider under test. */
  @Param({"libcrypto", "jdk", "bouncycastle"})
  public String provider = "libcrypto";

  /** Plaintext bytes. */
  @Param({"128", "1424"})
  public int length;

  private MemorySegment packet = MemorySegment.NULL;
  private MemorySegment sealed = MemorySegment.NULL;
  private Sealer sealer = AeadProviders.select(null).sealer(SecretKey.zero());
  private Opener opener = AeadProviders.select(null).opener(SecretKey.zero());
  private long counter;

  /** Makes a key pair of the provider and one sealed packet. */
  @Setup
  public void prepare() {
    sealer = AeadProviders.select(provider).sealer(SecretKey.zero());
    opener = AeadProviders.select(provider).opener(SecretKey.zero());
    packet = Arena.ofAuto().allocate(2048, 64);
    sealed = Arena.ofAuto().allocate(2048, 64);
    sealer.seal(sealed, OFFSET, length, 0);
  }

  /** Encrypts; the packet becomes ever more random, which costs the same. */
  @Benchmark
  public void seal() {
    sealer.seal(packet, OFFSET, length, ++counter);
  }

  /** Copies a sealed packet, as it would arrive, and decrypts it. */
  @Benchmark
  public boolean open() {
    MemorySegment.copy(sealed, 0, packet, 0, OFFSET + length + Sealer.TAG);
    return opener.open(packet, OFFSET, length, 0);
  }
}
