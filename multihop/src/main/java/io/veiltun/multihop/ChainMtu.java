package io.veiltun.multihop;

import io.veiltun.engine.noise.Messages;
import java.util.List;

/**
 * The MTU of every tunnel of a chain and the room its packets need around them.
 *
 * <p>What has to fit is not only what we send but what relays send back, and they don't know our
 * MTUs. A relay's interface has the MTU wg-quick gives it, whatever the family: path less {@link
 * IpFamily#IPV6}'s overhead of 80, 1420 on most paths. Hence the first tunnel's MTU: what the entry
 * sends back is as large as its interface allows, and no larger. Every WireGuard pads a plaintext
 * to a multiple of 16 (wireguard-protocol §10.3), capped by <em>its own</em> interface's MTU: an
 * exit with 1420 pads a packet of 1380 bytes to 1392 and not, as we would, to 1380. Its datagram
 * would then be 1392 + 32 + 28 = 1452 bytes in the entry's interface of 1420: fragmented or lost.
 * Hence the MTU of every farther tunnel is a multiple of 16, at which padding adds nothing.
 *
 * @param pathMtu the largest IP packet, in bytes, that may leave for the first hop
 * @param hops the family of each hop's endpoint, in travelling order: entry first
 */
public record ChainMtu(int pathMtu, List<IpFamily> hops) {
  /** The least MTU a tunnel may have: what every IPv4 host must take (RFC 791 §3.1). */
  public static final int LEAST = 576;

  private static final int MOST = 65_535;
  private static final int TAG = Messages.OVERHEAD - Messages.HEADER;
  private static final int PADDING_UNIT = 16;
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
    int least = leastPath(hops);
    if (pathMtu < least || pathMtu > MOST) {
      throw new IllegalArgumentException(
          "a path MTU of "
              + pathMtu
              + " does not do for "
              + hops.size()
              + " hops: it must be in "
              + least
              + ".."
              + MOST);
    }
  }

  private static int leastPath(List<IpFamily> hops) {
    int mtu = LEAST;
    for (IpFamily inner : hops.subList(1, hops.size()).reversed()) {
      mtu = aligned(mtu, PADDING_UNIT) + inner.overhead();
    }
    return mtu + IpFamily.IPV6.overhead();
  }

  /**
   * The MTU in bytes of a tunnel whose datagrams travel in a tunnel with the MTU {@code outerMtu}:
   * the largest multiple of 16 that leaves room for the headers.
   *
   * @param family of the endpoint of the inner tunnel's hop
   */
  static int innerMtu(int outerMtu, IpFamily family) {
    return (outerMtu - family.overhead()) & -PADDING_UNIT;
  }

  /** The MTU in bytes of the tunnel to hop {@code hop}, counted from 0, the entry. */
  public int tunnelMtu(int hop) {
    int mtu = pathMtu - IpFamily.IPV6.overhead();
    for (IpFamily inner : hops.subList(1, hop + 1)) {
      mtu = innerMtu(mtu, inner);
    }
    return mtu;
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
    int room = Messages.HEADER * hops.size();
    for (IpFamily inner : hops.subList(1, hops.size())) {
      room += inner.datagramHeaders();
    }
    return aligned(room, ALIGNMENT);
  }

  /**
   * Bytes every slot must keep free behind {@link #tunMtu()} bytes from the packet's start: tag and
   * padding of each hop; a multiple of 64. Counted from the MTU and not from the packet's end, so
   * that it also holds a packet padded to the MTU of every hop.
   */
  public int tailroom() {
    return aligned((TAG + PADDING_UNIT - 1) * hops.size(), ALIGNMENT);
  }

  /** Bytes of a whole slot: headroom, the largest packet and tailroom; a multiple of 64. */
  public int slotLength() {
    return headroom() + aligned(tunMtu(), ALIGNMENT) + tailroom();
  }

  private static int aligned(int bytes, int unit) {
    return (bytes + unit - 1) & -unit;
  }
}
