package io.veiltun.engine.packet;

import java.lang.foreign.MemorySegment;

/** Walks the extension headers of a checked IPv6 packet (RFC 8200 §4). Nothing is allocated. */
final class Ipv6Extensions {
  /** {@link #upperLayer}: none in this packet: a later fragment, encrypted, unknown or cut off. */
  static final int NONE = -1;

  // A packet of nothing but extension headers must not hold a packet loop.
  private static final int MOST_HEADERS = 8;

  private static final int HOP_BY_HOP = 0;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int AUTHENTICATION = 51;
  private static final int DESTINATION_OPTIONS = 60;

  private Ipv6Extensions() {}

  /**
   * Finds the upper-layer header.
   *
   * @param length the packet's checked length in bytes
   * @return its protocol in bits 16 to 23 and its distance from the packet's start in bits 0 to 15,
   *     or {@link #NONE}
   */
  static int upperLayer(MemorySegment memory, long offset, int length) {
    int next = Ip.protocol(memory, offset);
    int at = Ip.HEADER_V6;
    for (int i = 0; i < MOST_HEADERS && isExtension(next); i++) {
      if (at + 8 > length) {
        return NONE;
      }
      if (next == FRAGMENT && (Ip.unsignedShort(memory, offset + at + 2) & 0xFFF8) != 0) {
        return NONE;
      }
      int size = size(next, memory.get(Ip.BYTE, offset + at + 1) & 0xFF);
      next = memory.get(Ip.BYTE, offset + at) & 0xFF;
      at += size;
    }
    return isExtension(next) || at >= length || at > 0xFFFF ? NONE : next << 16 | at;
  }

  private static boolean isExtension(int protocol) {
    return switch (protocol) {
      case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION_OPTIONS -> true;
      default -> false;
    };
  }

  private static int size(int header, int lengthField) {
    return switch (header) {
      case FRAGMENT -> 8;
      case AUTHENTICATION -> (lengthField + 2) * 4;
      default -> (lengthField + 1) * 8;
    };
  }
}
