package io.veiltun.engine.os;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Finds attributes in what the kernel answered; damaged ones count as absent. */
public final class NetlinkAttributes {
  private static final int ATTRIBUTE_HEADER = 4;

  private NetlinkAttributes() {}

  /**
   * The payload of the first attribute of a type.
   *
   * @param message from its netlink header on
   * @param familyHeader bytes between that header and the attributes
   */
  public static Optional<byte[]> find(ByteBuffer message, int familyHeader, int type) {
    int offset = NetlinkMessage.HEADER + familyHeader;
    while (offset + ATTRIBUTE_HEADER <= message.limit()) {
      int length = Short.toUnsignedInt(message.getShort(offset));
      if (length < ATTRIBUTE_HEADER || offset + length > message.limit()) {
        return Optional.empty();
      }
      if (message.getShort(offset + 2) == type) {
        byte[] payload = new byte[length - ATTRIBUTE_HEADER];
        message.get(offset + ATTRIBUTE_HEADER, payload);
        return Optional.of(payload);
      }
      offset += (length + 3) & ~3;
    }
    return Optional.empty();
  }

  /** As {@link #find}, for an attribute of four bytes. */
  public static Optional<Integer> findInt(ByteBuffer message, int familyHeader, int type) {
    return find(message, familyHeader, type)
        .filter(payload -> payload.length == Integer.BYTES)
        .map(payload -> ByteBuffer.wrap(payload).order(message.order()).getInt());
  }
}
