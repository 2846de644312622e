package io.veiltun.engine.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds one route netlink message (linux-dataplane §10.5): header, family header, attributes. Host
 * byte order; the kernels we run on are little-endian or tell us by {@link ByteOrder}.
 */
public final class NetlinkMessage {
  /** NLM_F_REQUEST. */
  public static final int REQUEST = 1;

  /** NLM_F_ACK. */
  public static final int ACK = 4;

  /** NLM_F_EXCL. */
  public static final int EXCLUSIVE = 0x200;

  /** NLM_F_DUMP. */
  public static final int DUMP = 0x300;

  /** NLM_F_CREATE. */
  public static final int CREATE = 0x400;

  /** Bytes of {@code nlmsghdr}. */
  public static final int HEADER = 16;

  private static final int CAPACITY = 512;

  private final ByteBuffer buffer = ByteBuffer.allocate(CAPACITY).order(ByteOrder.nativeOrder());

  /**
   * Begins a message; the family header follows by {@link #bytes} and {@link #word}.
   *
   * @param flags what {@link NetlinkSocket} does not add by itself
   */
  public NetlinkMessage(int type, int flags) {
    buffer.putInt(0).putShort((short) type).putShort((short) flags).putInt(0).putInt(0);
  }

  /** Appends single bytes. */
  public NetlinkMessage bytes(int... values) {
    for (int value : values) {
      buffer.put((byte) value);
    }
    return this;
  }

  /** Appends four bytes. */
  public NetlinkMessage word(int value) {
    buffer.putInt(value);
    return this;
  }

  /** Appends an attribute, padded to a multiple of four. */
  public NetlinkMessage attribute(int type, byte[] payload) {
    buffer.putShort((short) (4 + payload.length)).putShort((short) type).put(payload);
    while (buffer.position() % 4 != 0) {
      buffer.put((byte) 0);
    }
    return this;
  }

  /** Appends an attribute of text, which the kernel wants to end with a NUL. */
  public NetlinkMessage attribute(int type, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return attribute(type, Arrays.copyOf(bytes, bytes.length + 1));
  }

  /** Appends an attribute of four bytes. */
  public NetlinkMessage attribute(int type, int value) {
    buffer.putShort((short) 8).putShort((short) type).putInt(value);
    return this;
  }

  /** The message from its first to its last byte. */
  public ByteBuffer build() {
    buffer.putInt(0, buffer.position());
    return buffer.flip();
  }
}
