package io.veiltun.maybenot.format;

import io.veiltun.maybenot.machine.InvalidMachineException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** RFC 1950 streams of bounded size. */
final class Zlib {
  private static final int CHUNK = 4096;

  private Zlib() {}

  /**
   * Inflates exactly one whole stream: its end and a right checksum must be there, nothing may
   * follow. Memory grows with what comes out, never beyond {@code limit} and a chunk.
   */
  static byte[] inflate(byte[] stream, int limit) throws InvalidMachineException {
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(stream);
      byte[] out = new byte[CHUNK];
      int size = 0;
      while (true) {
        int n = inflate(inflater, out, size);
        size += n;
        if (size > limit) {
          throw new InvalidMachineException("zlib: inflates to more than " + limit + " bytes");
        }
        if (inflater.finished()) {
          break;
        }
        if (inflater.needsDictionary()) {
          throw new InvalidMachineException("zlib: asks for a preset dictionary");
        }
        if (n == 0 && inflater.needsInput()) {
          throw new InvalidMachineException(
              "zlib: truncated: %d bytes without the end of the stream".formatted(stream.length));
        }
        if (size == out.length) {
          out = Arrays.copyOf(out, Math.min(2 * size, limit + 1));
        }
      }
      if (inflater.getRemaining() > 0) {
        throw new InvalidMachineException(
            "zlib: %d bytes follow the end of the stream".formatted(inflater.getRemaining()));
      }
      return Arrays.copyOf(out, size);
    }
  }

  private static int inflate(Inflater inflater, byte[] out, int from)
      throws InvalidMachineException {
    try {
      return inflater.inflate(out, from, out.length - from);
    } catch (DataFormatException e) {
      String why = e.getMessage();
      throw new InvalidMachineException("zlib: " + (why == null ? "damaged stream" : why));
    }
  }

  /** Level 9, so that the first bytes are 78 DA. */
  static byte[] deflate(byte[] bytes) {
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      byte[] chunk = new byte[CHUNK];
      while (!deflater.finished()) {
        stream.write(chunk, 0, deflater.deflate(chunk));
      }
      return stream.toByteArray();
    }
  }
}
