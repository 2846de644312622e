package io.veiltun.engine.routing;

import io.veiltun.engine.packet.Ip;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which target, a peer in practice, an IP address belongs to: the longest prefix that holds it
 * decides (wireguard-protocol §13). Each prefix belongs to one target.
 *
 * <p>Lookups may run on any thread; they take no lock, allocate nothing, and each sees the table as
 * it was before or after a change, never in between. All other methods belong to the control
 * thread.
 */
public final class AllowedIps<T> {
  private final Map<T, Set<IpPrefix>> prefixes = new HashMap<>();
  private volatile @Nullable PrefixNode<T> ipv4;
  private volatile @Nullable PrefixNode<T> ipv6;

  /** What is published next; the writer's own. */
  private @Nullable PrefixNode<T> next4;

  private @Nullable PrefixNode<T> next6;
  private boolean held;

  /** Creates an empty table. */
  public AllowedIps() {}

  /** Leads {@code prefix} to {@code target}; moves it if it led elsewhere. */
  public void insert(IpPrefix prefix, T target) {
    PrefixNode<T> root = root(prefix);
    T previous = PrefixNode.exact(root, prefix);
    if (previous != null) {
      forget(prefix, previous);
    }
    prefixes.computeIfAbsent(target, key -> new LinkedHashSet<>(2)).add(prefix);
    next(prefix, PrefixNode.with(root, prefix, target));
    publish();
  }

  /** Removes {@code prefix} if it leads to {@code target}; returns whether it did. */
  public boolean remove(IpPrefix prefix, T target) {
    PrefixNode<T> root = root(prefix);
    if (!target.equals(PrefixNode.exact(root, prefix))) {
      return false;
    }
    forget(prefix, target);
    next(prefix, PrefixNode.without(root, prefix));
    publish();
    return true;
  }

  /** Makes several changes, which lookups see together, each family in one step. */
  public void atOnce(Runnable changes) {
    held = true;
    try {
      changes.run();
    } finally {
      held = false;
      publish();
    }
  }

  /** Removes every prefix of {@code target}, each family in one step. */
  public void removeAll(T target) {
    Set<IpPrefix> removed = prefixes.remove(target);
    if (removed == null) {
      return;
    }
    for (IpPrefix prefix : removed) {
      next(prefix, PrefixNode.without(root(prefix), prefix));
    }
    publish();
  }

  /** The prefixes of {@code target} in the order they were inserted. */
  public List<IpPrefix> prefixesOf(T target) {
    return List.copyOf(prefixes.getOrDefault(target, Set.of()));
  }

  /** The target of an IPv4 address, first byte highest, or null. */
  public @Nullable T lookup4(int address) {
    return PrefixNode.lookup(ipv4, (long) address << 32, 0);
  }

  /** The target of the IPv6 address of these 64 + 64 bits, or null. */
  public @Nullable T lookup6(long high, long low) {
    return PrefixNode.lookup(ipv6, high, low);
  }

  /** The target a checked packet ({@link Ip#checkedLength}) is addressed to, or null. */
  public @Nullable T lookupDestination(MemorySegment memory, long offset) {
    return Ip.isIpv4(memory, offset)
        ? lookup4(Ip.destination4(memory, offset))
        : lookup6(Ip.destinationHigh(memory, offset), Ip.destinationLow(memory, offset));
  }

  /** The target a checked packet ({@link Ip#checkedLength}) claims to come from, or null. */
  public @Nullable T lookupSource(MemorySegment memory, long offset) {
    return Ip.isIpv4(memory, offset)
        ? lookup4(Ip.source4(memory, offset))
        : lookup6(Ip.sourceHigh(memory, offset), Ip.sourceLow(memory, offset));
  }

  private @Nullable PrefixNode<T> root(IpPrefix prefix) {
    return prefix.ipv4() ? next4 : next6;
  }

  private void next(IpPrefix prefix, @Nullable PrefixNode<T> root) {
    if (prefix.ipv4()) {
      next4 = root;
    } else {
      next6 = root;
    }
  }

  private void publish() {
    if (!held) {
      ipv4 = next4;
      ipv6 = next6;
    }
  }

  private void forget(IpPrefix prefix, T target) {
    Set<IpPrefix> all = prefixes.get(target);
    if (all != null && all.remove(prefix) && all.isEmpty()) {
      prefixes.remove(target);
    }
  }
}
