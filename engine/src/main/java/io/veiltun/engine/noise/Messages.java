package io.veiltun.engine.noise;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The four messages on the wire (wireguard-protocol §3): types, sizes, offsets of fields, and
 * little-endian access. Lengths are the caller's to check: an access outside a message throws
 * {@link IndexOutOfBoundsException}.
 */
public final class Messages {
  /** Type of {@linkplain #INITIATION_SIZE handshake initiations} (§3.1). */
  public static final int INITIATION = 1;

  /** Type of {@linkplain #RESPONSE_SIZE handshake responses} (§3.2). */
  public static final int RESPONSE = 2;

  /** Type of {@linkplain #COOKIE_REPLY_SIZE cookie replies} (§3.3). */
  public static final int COOKIE_REPLY = 3;

  /** Type of transport data (§3.4). */
  public static final int TRANSPORT = 4;

  /** Where every message has its type: 4 bytes, the upper three zero (§3). */
  public static final int TYPE = 0;

  /** Where initiations and responses have the sender's index. */
  public static final int SENDER = 4;

  /** The exact size of an initiation in bytes (§3.1). */
  public static final int INITIATION_SIZE = 148;

  /** Initiation: unencrypted ephemeral, 32 bytes. */
  public static final int INITIATION_EPHEMERAL = 8;

  /** Initiation: encrypted static, 48 bytes. */
  public static final int INITIATION_STATIC = 40;

  /** Initiation: encrypted timestamp, 28 bytes. */
  public static final int INITIATION_TIMESTAMP = 88;

  /** The exact size of a response in bytes (§3.2). */
  public static final int RESPONSE_SIZE = 92;

  /** Response: the index its receiver chose in the initiation. */
  public static final int RESPONSE_RECEIVER = 8;

  /** Response: unencrypted ephemeral, 32 bytes. */
  public static final int RESPONSE_EPHEMERAL = 12;

  /** Response: encrypted nothing, 16 bytes. */
  public static final int RESPONSE_EMPTY = 44;

  /** mac1 starts this many bytes before the end of an initiation or response. */
  public static final int MAC1_FROM_END = 32;

  /** mac2 starts this many bytes before the end of an initiation or response. */
  public static final int MAC2_FROM_END = 16;

  /** The exact size of a cookie reply in bytes (§3.3). */
  public static final int COOKIE_REPLY_SIZE = 64;

  /** Cookie reply: the sender index of the message it answers. */
  public static final int COOKIE_REPLY_RECEIVER = 4;

  /** Cookie reply: random nonce, 24 bytes. */
  public static final int COOKIE_REPLY_NONCE = 8;

  /** Cookie reply: encrypted cookie, 32 bytes. */
  public static final int COOKIE_REPLY_COOKIE = 32;

  /** Transport data: the session's index at the receiver. */
  public static final int TRANSPORT_RECEIVER = 4;

  /** Transport data: the counter, 8 bytes. */
  public static final int TRANSPORT_COUNTER = 8;

  /** Bytes before the encrypted packet in transport data (§3.4). */
  public static final int HEADER = 16;

  /** Bytes that transport data adds to a padded packet: {@link #HEADER} and a tag of 16. */
  public static final int OVERHEAD = 32;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_OF_BYTES =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private Messages() {}

  /**
   * The whole first word of the message at {@code offset}: one of the four types, or anything else
   * if a reserved byte is set (§3).
   */
  public static int type(MemorySegment memory, long offset) {
    return memory.get(INT, offset);
  }

  /** Like {@link #type(MemorySegment, long)} for a message of its own. */
  public static int type(byte[] message) {
    return readInt(message, TYPE);
  }

  /** The sender index of an initiation or response. */
  public static int sender(byte[] message) {
    return readInt(message, SENDER);
  }

  /**
   * The receiver index of the transport data or cookie reply at {@code offset}; they have it in the
   * same place.
   */
  public static int receiver(MemorySegment memory, long offset) {
    return memory.get(INT, offset + TRANSPORT_RECEIVER);
  }

  /** The receiver index of a response or cookie reply, by its type. */
  public static int receiver(byte[] message) {
    return readInt(message, type(message) == RESPONSE ? RESPONSE_RECEIVER : COOKIE_REPLY_RECEIVER);
  }

  /** The counter of the transport data at {@code offset}, unsigned. */
  public static long counter(MemorySegment memory, long offset) {
    return memory.get(LONG, offset + TRANSPORT_COUNTER);
  }

  /** Writes the {@link #HEADER} bytes before an encrypted packet (§3.4). */
  public static void writeTransportHeader(
      MemorySegment memory, long offset, int receiver, long counter) {
    memory.set(INT, offset, TRANSPORT);
    memory.set(INT, offset + TRANSPORT_RECEIVER, receiver);
    memory.set(LONG, offset + TRANSPORT_COUNTER, counter);
  }

  /** Whether {@code length} is what a message of {@code type} has; false for unknown types. */
  public static boolean lengthFits(int type, int length) {
    return switch (type) {
      case INITIATION -> length == INITIATION_SIZE;
      case RESPONSE -> length == RESPONSE_SIZE;
      case COOKIE_REPLY -> length == COOKIE_REPLY_SIZE;
      case TRANSPORT -> length >= OVERHEAD;
      default -> false;
    };
  }

  /** Reads 4 little-endian bytes. */
  public static int readInt(byte[] message, int offset) {
    return (int) INT_OF_BYTES.get(message, offset);
  }

  /** Writes 4 little-endian bytes. */
  public static void writeInt(byte[] message, int offset, int value) {
    INT_OF_BYTES.set(message, offset, value);
  }
}
