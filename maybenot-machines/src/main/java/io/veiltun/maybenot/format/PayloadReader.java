package io.veiltun.maybenot.format;

import io.veiltun.maybenot.machine.InvalidMachineException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the numbers of a payload (bincode 1.3 with variable-length integers, little endian) and
 * knows at which field it is, so that an error can name the field and the byte.
 */
final class PayloadReader {
  private final ByteBuffer bytes;
  private final StringBuilder path = new StringBuilder();

  PayloadReader(byte[] payload) {
    bytes = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Goes into a field; the result is for {@link #leave}. */
  int enter(String field) {
    int mark = path.length();
    if (mark > 0) {
      path.append('.');
    }
    path.append(field);
    return mark;
  }

  /** Goes into an element of a list; the result is for {@link #leave}. */
  int enter(long index) {
    int mark = path.length();
    path.append('[').append(index).append(']');
    return mark;
  }

  /** Back to where {@link #enter} was called. */
  void leave(int mark) {
    path.setLength(mark);
  }

  int position() {
    return bytes.position();
  }

  int remaining() {
    return bytes.remaining();
  }

  /** An error at the current field about the byte at {@code offset}. */
  InvalidMachineException error(String problem, int offset) {
    String place = path.isEmpty() ? "payload" : path.toString();
    return new InvalidMachineException(place + ": " + problem + " at byte " + offset);
  }

  private void need(int count) throws InvalidMachineException {
    if (bytes.remaining() < count) {
      throw error("truncated", bytes.limit());
    }
  }

  int u8() throws InvalidMachineException {
    need(1);
    return Byte.toUnsignedInt(bytes.get());
  }

  int u16() throws InvalidMachineException {
    need(2);
    return Short.toUnsignedInt(bytes.getShort());
  }

  long u64() throws InvalidMachineException {
    need(8);
    return bytes.getLong();
  }

  double f64() throws InvalidMachineException {
    return Double.longBitsToDouble(u64());
  }

  double f64(String field) throws InvalidMachineException {
    int mark = enter(field);
    double value = f64();
    leave(mark);
    return value;
  }

  float f32(String field) throws InvalidMachineException {
    int mark = enter(field);
    need(4);
    float value = Float.intBitsToFloat(bytes.getInt());
    leave(mark);
    return value;
  }

  /** An integer of variable length, unsigned; longer forms than necessary are taken. */
  long uint() throws InvalidMachineException {
    int start = bytes.position();
    int tag = u8();
    return switch (tag) {
      case 0xfb -> u16();
      case 0xfc -> {
        need(4);
        yield Integer.toUnsignedLong(bytes.getInt());
      }
      case 0xfd -> u64();
      case 0xfe, 0xff ->
          throw error("%02X does not begin an integer of at most 64 bits".formatted(tag), start);
      default -> tag;
    };
  }

  long uint(String field) throws InvalidMachineException {
    int mark = enter(field);
    long value = uint();
    leave(mark);
    return value;
  }

  boolean bool(String field) throws InvalidMachineException {
    int mark = enter(field);
    boolean value = flag("true or false");
    leave(mark);
    return value;
  }

  /** The byte before an optional value. */
  boolean present() throws InvalidMachineException {
    return flag("absent or present");
  }

  private boolean flag(String meaning) throws InvalidMachineException {
    int start = bytes.position();
    int value = u8();
    if (value > 1) {
      throw error("%d is neither 0 nor 1 (%s)".formatted(value, meaning), start);
    }
    return value == 1;
  }

  /** A number that selects one of {@code count} alternatives. */
  int variant(String what, int count) throws InvalidMachineException {
    int start = bytes.position();
    long value = uint();
    if (Long.compareUnsigned(value, count) >= 0) {
      throw error("there is no " + what + " " + Long.toUnsignedString(value), start);
    }
    return (int) value;
  }
}
