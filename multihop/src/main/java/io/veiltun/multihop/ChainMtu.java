package io.veiltun.multihop;

import java.util.List;

/**
 * The MTU of every tunnel of a chain and the room its packets need around them.
 *
 * <p>Each hop costs {@link IpFamily#overhead()}. Padding costs nothing more: a plaintext is never
 * padded beyond its tunnel's MTU (wireguard-protocol §10.3), so MTUs need not be multiples of 16.
 *
 * @param pathMtu the largest IP packet, in bytes, that may leave for the first hop
 * @param hops the family of each hop's endpoint, in travelling order: entry first
 */
public record ChainMtu(int pathMtu, List<IpFamily> hops) {
  /** The least MTU a tunnel may have: what every IPv4 host must take (RFC 791 §3.1). */
  public static final int LEAST = 576;

  private static final int MOST = 65_535;
  private static final int DATA_HEADER = 16;
  private static final int TAG = 16;
  private static final int MOST_PADDING = 15;
  private static final int ALIGNMENT = 64;

  /**
   * Checks that every tunnel of the chain gets a usable MTU.
   *
   * @throws IllegalArgumentException if there is no hop, {@code pathMtu} is above 65 535, or the
   *     last tunnel would be left with less than {@link #LEAST} bytes
   */
  public ChainMtu {
    hops = List.copyOf(hops);
    if (hops.isEmpty()) {
      throw new IllegalArgumentException("a chain has at least one hop");
    }
    int tun = pathMtu - overhead(hops);
    if (tun < LEAST || pathMtu > MOST) {
      throw new IllegalArgumentException(
          "a path MTU of "
              + pathMtu
              + " leaves "
              + tun
              + " bytes behind "
              + hops.size()
              + " hops: it must be in "
              + (LEAST + overhead(hops))
              + ".."
              + MOST);
    }
  }

  /** The chain whose last tunnel, the TUN device's, has the MTU {@code tunMtu}. */
  public static ChainMtu ofTun(int tunMtu, List<IpFamily> hops) {
    return new ChainMtu(tunMtu + overhead(hops), hops);
  }

  /** The MTU in bytes of the tunnel to hop {@code hop}, counted from 0, the entry. */
  public int tunnelMtu(int hop) {
    return pathMtu - overhead(hops.subList(0, hop + 1));
  }

  /** The MTU in bytes of the innermost tunnel: what the TUN device shows. */
  public int tunMtu() {
    return tunnelMtu(hops.size() - 1);
  }

  /**
   * Bytes every slot must keep free before a packet: a data header for each hop, IP and UDP headers
   * for all but the entry, whose headers the kernel writes; a multiple of 64.
   */
  public int headroom() {
    int room = DATA_HEADER * hops.size();
    for (IpFamily inner : hops.subList(1, hops.size())) {
      room += inner.datagramHeaders();
    }
    return aligned(room);
  }

  /**
   * Bytes every slot must keep free behind {@link #tunMtu()} bytes from the packet's start: tag and
   * padding of each hop; a multiple of 64. Counted from the MTU and not from the packet's end, so
   * that it also holds a packet padded to the MTU of every hop.
   */
  public int tailroom() {
    return aligned((TAG + MOST_PADDING) * hops.size());
  }

  /** Bytes of a whole slot: headroom, the largest packet and tailroom; a multiple of 64. */
  public int slotLength() {
    return headroom() + aligned(tunMtu()) + tailroom();
  }

  private static int overhead(List<IpFamily> hops) {
    int overhead = 0;
    for (IpFamily hop : hops) {
      overhead += hop.overhead();
    }
    return overhead;
  }

  private static int aligned(int bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }
}
