package io.veiltun.engine.routing;

import org.jspecify.annotations.Nullable;

/**
 * A node of an immutable, path-compressed binary trie of prefixes. A node without target has two
 * children; changes return a new root that shares all nodes off the changed path, so a reader that
 * holds a root sees one consistent state.
 */
final class PrefixNode<T> {
  private final long high;
  private final long low;
  private final long maskHigh;
  private final long maskLow;
  private final int length;
  private final @Nullable T target;
  private final @Nullable PrefixNode<T> zero;
  private final @Nullable PrefixNode<T> one;

  private PrefixNode(
      long high,
      long low,
      int length,
      @Nullable T target,
      @Nullable PrefixNode<T> zero,
      @Nullable PrefixNode<T> one) {
    maskHigh = IpPrefix.maskHigh(length);
    maskLow = IpPrefix.maskLow(length);
    this.high = high & maskHigh;
    this.low = low & maskLow;
    this.length = length;
    this.target = target;
    this.zero = zero;
    this.one = one;
  }

  /** The target of the longest prefix below {@code root} that holds the address, or null. */
  static <T> @Nullable T lookup(@Nullable PrefixNode<T> root, long high, long low) {
    T longest = null;
    PrefixNode<T> node = root;
    while (node != null && node.covers(high, low)) {
      if (node.target != null) {
        longest = node.target;
      }
      if (node.length == 128) {
        break;
      }
      node = bit(high, low, node.length) ? node.one : node.zero;
    }
    return longest;
  }

  /** The target of exactly this prefix, or null. */
  static <T> @Nullable T exact(@Nullable PrefixNode<T> root, IpPrefix prefix) {
    PrefixNode<T> node = root;
    while (node != null
        && node.length < prefix.length()
        && node.covers(prefix.high(), prefix.low())) {
      node = bit(prefix.high(), prefix.low(), node.length) ? node.one : node.zero;
    }
    return node != null && node.is(prefix) ? node.target : null;
  }

  /** The trie with {@code prefix} leading to {@code target}, whatever it led to before. */
  static <T> PrefixNode<T> with(@Nullable PrefixNode<T> node, IpPrefix prefix, T target) {
    long high = prefix.high();
    long low = prefix.low();
    if (node == null) {
      return new PrefixNode<>(high, low, prefix.length(), target, null, null);
    }
    int common = node.common(prefix);
    if (common == node.length) {
      if (common == prefix.length()) {
        return new PrefixNode<>(high, low, common, target, node.zero, node.one);
      }
      boolean bit = bit(high, low, common);
      return node.withChild(bit, with(bit ? node.one : node.zero, prefix, target));
    }
    boolean nodeBit = bit(node.high, node.low, common);
    if (common == prefix.length()) {
      return new PrefixNode<>(
          high, low, common, target, nodeBit ? null : node, nodeBit ? node : null);
    }
    PrefixNode<T> leaf = new PrefixNode<>(high, low, prefix.length(), target, null, null);
    return new PrefixNode<>(high, low, common, null, nodeBit ? leaf : node, nodeBit ? node : leaf);
  }

  /** The trie without {@code prefix}; {@code node} itself if it is not in there. */
  @SuppressWarnings("ReferenceEquality") // Identity tells "nothing changed" apart.
  static <T> @Nullable PrefixNode<T> without(@Nullable PrefixNode<T> node, IpPrefix prefix) {
    if (node == null
        || node.length > prefix.length()
        || !node.covers(prefix.high(), prefix.low())) {
      return node;
    }
    if (node.length == prefix.length()) {
      return compressed(node, null, node.zero, node.one);
    }
    boolean bit = bit(prefix.high(), prefix.low(), node.length);
    PrefixNode<T> child = bit ? node.one : node.zero;
    PrefixNode<T> changed = without(child, prefix);
    if (changed == child) {
      return node;
    }
    return compressed(node, node.target, bit ? node.zero : changed, bit ? changed : node.one);
  }

  /** A node in the place of {@code node}, left out if it neither leads anywhere nor branches. */
  private static <T> @Nullable PrefixNode<T> compressed(
      PrefixNode<T> node,
      @Nullable T target,
      @Nullable PrefixNode<T> zero,
      @Nullable PrefixNode<T> one) {
    if (target == null && (zero == null || one == null)) {
      return zero == null ? one : zero;
    }
    return new PrefixNode<>(node.high, node.low, node.length, target, zero, one);
  }

  private PrefixNode<T> withChild(boolean bit, PrefixNode<T> child) {
    return new PrefixNode<>(high, low, length, target, bit ? zero : child, bit ? child : one);
  }

  private boolean covers(long addressHigh, long addressLow) {
    return (((addressHigh ^ high) & maskHigh) | ((addressLow ^ low) & maskLow)) == 0;
  }

  private boolean is(IpPrefix prefix) {
    return length == prefix.length() && high == prefix.high() && low == prefix.low();
  }

  /** How many leading bits this node and {@code prefix} share, at most the shorter's length. */
  private int common(IpPrefix prefix) {
    long differenceHigh = high ^ prefix.high();
    int same =
        differenceHigh != 0
            ? Long.numberOfLeadingZeros(differenceHigh)
            : 64 + Long.numberOfLeadingZeros(low ^ prefix.low());
    return Math.min(same, Math.min(length, prefix.length()));
  }

  /** Bit {@code index}, counted from the highest, of an address. */
  private static boolean bit(long high, long low, int index) {
    return (index < 64 ? high << index : low << (index - 64)) < 0;
  }
}
