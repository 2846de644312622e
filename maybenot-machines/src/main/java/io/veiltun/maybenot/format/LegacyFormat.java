package io.veiltun.maybenot.format;

import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import java.util.List;

/**
 * Strings of Maybenot version 1 (hexadecimal digits of a zlib stream), as a tool to bring old
 * machines to version 2. Relays no longer send them.
 */
public final class LegacyFormat {
  private static final String START = "789c";

  private LegacyFormat() {}

  /**
   * A converted machine, not validated.
   *
   * @param losses what version 2 can't express and was left out, one line each
   */
  public record Converted(Machine machine, List<String> losses) {
    public Converted {
      losses = List.copyOf(losses);
    }
  }

  /** True for what begins as version 1 strings do; version 2 strings never do. */
  public static boolean recognises(String string) {
    return string.startsWith(START);
  }

  /**
   * Converts a version 1 string: events of non-padding become those of normal packets,
   * probabilities single precision, and the padding budget counts packets of 1420 bytes instead of
   * bytes.
   *
   * @throws InvalidMachineException if it can't be read, or uses what version 2 has not
   */
  public static Converted convert(String string) throws InvalidMachineException {
    MachineFormat.checkText(string);
    if (string.length() % 2 != 0) {
      throw new InvalidMachineException(
          "hex: %d digits are an odd number".formatted(string.length()));
    }
    byte[] stream = new byte[string.length() / 2];
    for (int i = 0; i < stream.length; i++) {
      stream[i] = (byte) (digit(string, 2 * i) << 4 | digit(string, 2 * i + 1));
    }
    return new LegacyReader(Zlib.inflate(stream, MachineFormat.MAX_PAYLOAD)).machine();
  }

  private static int digit(String string, int index) throws InvalidMachineException {
    char c = string.charAt(index);
    int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (value < 0) {
      throw new InvalidMachineException(
          "hex: %s at %d is not a lower-case digit".formatted(Printable.of(c), index));
    }
    return value;
  }
}
