package io.veiltun.cli.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Builds one route netlink message (linux-dataplane §10.5): header, family header, attributes. Host
 * byte order; the kernels we run on are little-endian or tell us by {@link ByteOrder}.
 */
final class NetlinkMessage {
  static final int REQUEST = 1;
  static final int ACK = 4;
  static final int EXCLUSIVE = 0x200;
  static final int DUMP = 0x300;
  static final int CREATE = 0x400;
  static final int HEADER = 16;

  private static final int CAPACITY = 512;

  private final ByteBuffer buffer = ByteBuffer.allocate(CAPACITY).order(ByteOrder.nativeOrder());

  NetlinkMessage(int type, int flags) {
    buffer.putInt(0).putShort((short) type).putShort((short) flags).putInt(0).putInt(0);
  }

  NetlinkMessage bytes(int... values) {
    for (int value : values) {
      buffer.put((byte) value);
    }
    return this;
  }

  NetlinkMessage word(int value) {
    buffer.putInt(value);
    return this;
  }

  NetlinkMessage attribute(int type, byte[] payload) {
    buffer.putShort((short) (4 + payload.length)).putShort((short) type).put(payload);
    while (buffer.position() % 4 != 0) {
      buffer.put((byte) 0);
    }
    return this;
  }

  NetlinkMessage attribute(int type, int value) {
    buffer.putShort((short) 8).putShort((short) type).putInt(value);
    return this;
  }

  /** The message from its first to its last byte. */
  ByteBuffer build() {
    buffer.putInt(0, buffer.position());
    return buffer.flip();
  }
}
