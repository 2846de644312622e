package io.veiltun.bench.micro;

import io.veiltun.engine.packet.Checksum;
import io.veiltun.engine.routing.AllowedIps;
import io.veiltun.engine.routing.IpPrefix;
import io.veiltun.engine.session.ReplayWindow;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The rest of what a packet costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PacketBenchmark {
  private static final int PEERS = 10_000;

  private final MemorySegment packet = Arena.ofAuto().allocate(2048, 64);
  private final ReplayWindow window = new ReplayWindow();
  private final AllowedIps<Integer> peers = tenThousandHosts();
  private final SplittableRandom random = new SplittableRandom(1);
  private long counter;

  private static AllowedIps<Integer> tenThousandHosts() {
    AllowedIps<Integer> table = new AllowedIps<>();
    for (int i = 0; i < PEERS; i++) {
      table.insert(IpPrefix.of(new byte[] {10, 1, (byte) (i >>> 8), (byte) i}, 32), i);
    }
    return table;
  }

  /** The Internet checksum of a full-size TCP payload. */
  @Benchmark
  public long checksumOf1368Bytes() {
    return Checksum.sum(packet, 40, 1368);
  }

  /** The next counter in order. */
  @Benchmark
  public boolean replayWindow() {
    return window.accept(counter++);
  }

  /** A random one of ten thousand peers. */
  @Benchmark
  public @Nullable Integer allowedIpsOfTenThousandPeers() {
    return peers.lookup4(10 << 24 | 1 << 16 | random.nextInt(PEERS));
  }
}
