package io.veiltun.maybenot.format;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes the numbers of a payload: the shortest integers, little endian, bits of floats as they
 * are.
 */
final class PayloadWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  byte[] bytes() {
    return out.toByteArray();
  }

  void uint(long value) {
    if (Long.compareUnsigned(value, 250) <= 0) {
      out.write((int) value);
    } else if (Long.compareUnsigned(value, 0xffff) <= 0) {
      out.write(0xfb);
      littleEndian(value, 2);
    } else if (Long.compareUnsigned(value, 0xffff_ffffL) <= 0) {
      out.write(0xfc);
      littleEndian(value, 4);
    } else {
      out.write(0xfd);
      littleEndian(value, 8);
    }
  }

  void f64(double value) {
    littleEndian(Double.doubleToRawLongBits(value), 8);
  }

  void f32(float value) {
    littleEndian(Float.floatToRawIntBits(value), 4);
  }

  void bool(boolean value) {
    out.write(value ? 1 : 0);
  }

  <T> void optional(Optional<T> value, Consumer<T> writer) {
    bool(value.isPresent());
    value.ifPresent(writer);
  }

  private void littleEndian(long value, int count) {
    for (int i = 0; i < count; i++) {
      out.write((int) (value >>> (8 * i)));
    }
  }
}
