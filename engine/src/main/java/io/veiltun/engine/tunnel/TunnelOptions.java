package io.veiltun.engine.tunnel;

/**
 * Sizes of one tunnel.
 *
 * @param name how metrics and logs call it
 * @param mtu the largest IP packet it carries, in bytes, 576 to 65535
 * @param headroom bytes every slot keeps free before a packet, for the headers of this tunnel and
 *     all outer ones
 * @param tailroom bytes every slot keeps free behind a packet of {@code mtu} bytes, for tags and
 *     padding
 */
public record TunnelOptions(String name, int mtu, int headroom, int tailroom) {
  /** The bytes one tunnel prepends: the transport header (wireguard-protocol §3.4). */
  public static final int HEADER = 16;

  /** Checks ranges. */
  public TunnelOptions {
    if (mtu < 576 || mtu > 65535) {
      throw new IllegalArgumentException("MTU " + mtu + " is not in 576..65535");
    }
    if (headroom < HEADER || tailroom < 32) {
      throw new IllegalArgumentException(
          "headroom " + headroom + " or tailroom " + tailroom + " is too small for one tunnel");
    }
  }
}
