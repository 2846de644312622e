package io.veiltun.engine.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv6.IPv6Address;
import inet.ipaddr.ipv6.IPv6AddressAssociativeTrie;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trie against slow and foreign implementations, against its size, and against readers. */
class AllowedIpsModelTest {
  /** The obvious implementation: looks at every prefix. */
  private static final class LinearTable {
    private final Map<IpPrefix, Integer> targets = new HashMap<>();

    @Nullable Integer lookup(IpPrefix host) {
      Integer longest = null;
      int length = -1;
      for (Map.Entry<IpPrefix, Integer> entry : targets.entrySet()) {
        if (entry.getKey().length() > length && entry.getKey().contains(host)) {
          longest = entry.getValue();
          length = entry.getKey().length();
        }
      }
      return longest;
    }
  }

  /** Random, but often close to another one: bytes come from a small set. */
  private static byte[] address(SplittableRandom random, int bytes) {
    byte[] address = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      address[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 0xA0);
    }
    return address;
  }

  private static @Nullable Integer lookup(AllowedIps<Integer> table, IpPrefix host) {
    return host.ipv4()
        ? table.lookup4((int) (host.high() >>> 32))
        : table.lookup6(host.high(), host.low());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void tenThousandChangesLeaveItEqualToALinearSearch(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    AllowedIps<Integer> table = new AllowedIps<>();
    LinearTable model = new LinearTable();
    List<IpPrefix> known = new ArrayList<>();
    for (int step = 0; step < 10_000; step++) {
      int bytes = random.nextBoolean() ? 4 : 16;
      int peer = random.nextInt(20);
      int action = random.nextInt(100);
      if (action < 60 || known.isEmpty()) {
        IpPrefix prefix = IpPrefix.of(address(random, bytes), random.nextInt(bytes * 8 + 1));
        table.insert(prefix, peer);
        model.targets.put(prefix, peer);
        known.add(prefix);
      } else if (action < 98) {
        IpPrefix prefix = known.remove(random.nextInt(known.size()));
        Integer owner = model.targets.getOrDefault(prefix, peer);
        boolean expected = model.targets.remove(prefix, owner);
        assertThat(table.remove(prefix, owner))
            .as("seed %d, step %d", seed, step)
            .isEqualTo(expected);
      } else {
        table.removeAll(peer);
        model.targets.values().removeIf(target -> target == peer);
      }
      IpPrefix host = IpPrefix.host(address(random, bytes));
      assertThat(lookup(table, host))
          .as("seed %d, step %d, %s", seed, step, host)
          .isEqualTo(model.lookup(host));
    }
    for (int peer = 0; peer < 20; peer++) {
      int target = peer;
      assertThat(table.prefixesOf(peer))
          .as("seed %d, peer %d", seed, peer)
          .containsExactlyInAnyOrderElementsOf(
              model.targets.keySet().stream()
                  .filter(prefix -> Integer.valueOf(target).equals(model.targets.get(prefix)))
                  .toList());
    }
  }

  @Test
  void anIndependentTrieFindsTheSameLongestPrefixes() {
    long seed = 5;
    SplittableRandom random = new SplittableRandom(seed);
    AllowedIps<Integer> table = new AllowedIps<>();
    IPv6AddressAssociativeTrie<Integer> oracle = new IPv6AddressAssociativeTrie<>();
    for (int i = 0; i < 3_000; i++) {
      IpPrefix prefix = IpPrefix.of(address(random, 16), random.nextInt(129));
      table.insert(prefix, i);
      oracle.put(ipv6(prefix).toPrefixBlock(), i);
    }
    for (int i = 0; i < 10_000; i++) {
      IpPrefix host = IpPrefix.host(address(random, 16));
      var longest = oracle.longestPrefixMatchNode(ipv6(host));
      assertThat(lookup(table, host))
          .as("seed %d, %s", seed, host)
          .isEqualTo(longest == null ? null : longest.getValue());
    }
  }

  private static IPv6Address ipv6(IpPrefix prefix) {
    String text = prefix.toString();
    return new IPAddressString(prefix.length() == 128 ? text.replace("/128", "") : text)
        .getAddress()
        .toIPv6();
  }

  @Test
  void aHundredThousandPrefixesOfTenThousandPeersFitAndAreRemovedAgain() {
    long seed = 6;
    SplittableRandom random = new SplittableRandom(seed);
    AllowedIps<Integer> table = new AllowedIps<>();
    Map<IpPrefix, Integer> expected = new HashMap<>();
    while (expected.size() < 100_000) {
      byte[] bytes = ByteBuffer.allocate(8).putLong(random.nextLong()).array();
      IpPrefix prefix =
          expected.size() % 2 == 0
              ? IpPrefix.of(java.util.Arrays.copyOf(bytes, 4), 16 + random.nextInt(17))
              : IpPrefix.of(java.util.Arrays.copyOf(bytes, 16), 40 + random.nextInt(25));
      expected.put(prefix, expected.size() % 10_000);
    }
    long start = System.nanoTime();
    expected.forEach(table::insert);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    assertThat(elapsed).as("100 000 inserts").isLessThan(Duration.ofSeconds(5));
    for (IpPrefix prefix : expected.keySet()) {
      assertThat(lookup(table, prefix)).as("%s", prefix).isEqualTo(longest(expected, prefix));
    }
    for (int peer = 0; peer < 10_000; peer++) {
      table.removeAll(peer);
    }
    for (IpPrefix prefix : expected.keySet()) {
      assertThat(lookup(table, prefix)).as("%s", prefix).isNull();
    }
  }

  /** Longest match by asking a hash map for every length. */
  private static @Nullable Integer longest(Map<IpPrefix, Integer> targets, IpPrefix of) {
    for (int length = of.ipv4() ? 32 : 128; length >= 0; length--) {
      Integer target = targets.get(new IpPrefix(of.ipv4(), of.high(), of.low(), length));
      if (target != null) {
        return target;
      }
    }
    return null;
  }

  @Test
  void lookupsAllocateNothing() {
    SplittableRandom random = new SplittableRandom(8);
    AllowedIps<Integer> table = new AllowedIps<>();
    for (int i = 0; i < 1_000; i++) {
      table.insert(IpPrefix.of(address(random, 16), random.nextInt(129)), i);
      table.insert(IpPrefix.of(address(random, 4), random.nextInt(33)), i);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long found = lookups(table, 20_000);
    long before = threads.getCurrentThreadAllocatedBytes();
    found += lookups(table, 100_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(found).isPositive();
    assertThat(allocated).isLessThan(10_000);
  }

  private static long lookups(AllowedIps<Integer> table, int count) {
    long found = 0;
    for (int i = 0; i < count; i++) {
      found += table.lookup4(0xA0A0_A0A0 + i) == null ? 0 : 1;
      found += table.lookup6(0xA0A0_A0A0_A0A0_A0A0L, 0xA0A0_A0A0_A0A0_A0A0L + i) == null ? 0 : 1;
    }
    return found;
  }

  @Test
  void aReaderAlwaysFindsOneOfThePeersAPrefixWasMovedBetween() throws InterruptedException {
    AllowedIps<Integer> table = new AllowedIps<>();
    IpPrefix net = IpPrefix.parse("10.0.0.0/24");
    table.insert(net, 0);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong missed = new AtomicLong();
    AtomicLong read = new AtomicLong();
    Thread reader =
        new Thread(() -> {
          while (!stop.get()) {
            missed.addAndGet(table.lookup4(0x0A000001) == null ? 1 : 0);
            read.incrementAndGet();
          }
        });
    reader.start();
    for (int i = 0; i < 20_000 || read.get() < 20_000; i++) {
      table.insert(net, i & 1);
      table.insert(IpPrefix.parse("10.0.0.128/25"), 7);
      table.remove(IpPrefix.parse("10.0.0.128/25"), 7);
    }
    stop.set(true);
    reader.join();
    assertThat(missed.get()).isZero();
  }
}
