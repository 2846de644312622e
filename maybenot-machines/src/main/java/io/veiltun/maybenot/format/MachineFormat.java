package io.veiltun.maybenot.format;

import io.veiltun.maybenot.machine.InvalidMachineException;
import io.veiltun.maybenot.machine.Machine;
import io.veiltun.maybenot.machine.Validation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Machine strings of Maybenot version 2: {@code "02"} and the base64 of a zlib stream of the
 * payload. Stricter than Maybenot 2.2.2 where that one looks away: the stream must be whole, end
 * with its checksum and be followed by nothing. All that 2.2.2 writes is accepted.
 *
 * <p>Error messages are one line and begin with the place: {@code string}, {@code version}, {@code
 * base64}, {@code zlib}, or a field of the machine, with the byte of the payload while it is read
 * ({@code states[2].action.timeout.low: truncated at byte 93}).
 */
public final class MachineFormat {
  /** The most bytes of a payload. */
  public static final int MAX_PAYLOAD = 1 << 20;

  /** The most characters of a string; more than any payload takes, even if it does not compress. */
  public static final int MAX_STRING = 1 << 21;

  private static final String VERSION = "02";

  private MachineFormat() {}

  /**
   * Reads and checks a version 2 string. Never throws anything else for any string, and takes
   * memory and time in proportion to {@link #MAX_STRING} at most.
   *
   * @throws InvalidMachineException if it can't be read or the machine breaks a rule
   */
  public static Machine decode(String string) throws InvalidMachineException {
    Machine machine = parseCurrent(string);
    Validation.check(machine);
    return machine;
  }

  /**
   * Reads a string without {@link Validation}: version 2, or a legacy version 1 string converted to
   * version 2 (see {@link LegacyFormat}).
   *
   * @throws InvalidMachineException if it can't be read
   */
  public static Machine parse(String string) throws InvalidMachineException {
    return LegacyFormat.recognises(string)
        ? LegacyFormat.convert(string).machine()
        : parseCurrent(string);
  }

  private static Machine parseCurrent(String string) throws InvalidMachineException {
    checkText(string);
    if (LegacyFormat.recognises(string)) {
      throw new InvalidMachineException(
          "version: this is a string of version 1; convert it to version 2 first");
    }
    if (!string.startsWith(VERSION)) {
      throw new InvalidMachineException(
          "version: begins with %s %s instead of '0' '2'"
              .formatted(Printable.of(string.charAt(0)), Printable.of(string.charAt(1))));
    }
    byte[] stream = StrictBase64.decode(string, VERSION.length());
    return parsePayload(Zlib.inflate(stream, MAX_PAYLOAD));
  }

  static void checkText(String string) throws InvalidMachineException {
    if (string.isEmpty()) {
      throw new InvalidMachineException("string: the machine string is empty");
    }
    if (string.length() < 3) {
      throw new InvalidMachineException(
          "string: %d characters are too short".formatted(string.length()));
    }
    if (string.length() > MAX_STRING) {
      throw new InvalidMachineException(
          "string: %d characters, at most %d are read".formatted(string.length(), MAX_STRING));
    }
    for (int i = 0; i < string.length(); i++) {
      if (string.charAt(i) >= 128) {
        throw new InvalidMachineException(
            "string: %s at %d is not ASCII".formatted(Printable.of(string.charAt(i)), i));
      }
    }
  }

  /**
   * Reads a version 2 payload without {@link Validation}.
   *
   * @throws InvalidMachineException if it can't be read or has more than {@link #MAX_PAYLOAD} bytes
   */
  public static Machine parsePayload(byte[] payload) throws InvalidMachineException {
    if (payload.length > MAX_PAYLOAD) {
      throw new InvalidMachineException(
          "payload: %d bytes, at most %d are read".formatted(payload.length, MAX_PAYLOAD));
    }
    return new MachineReader(payload).machine();
  }

  /**
   * The version 2 string of a machine, valid or not. Other encoders compress differently, so only
   * the payload can be compared with theirs.
   *
   * @throws IllegalArgumentException if the payload has more than {@link #MAX_PAYLOAD} bytes
   */
  public static String encode(Machine machine) {
    byte[] payload = payload(machine);
    if (payload.length > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "a payload of %d bytes, at most %d can be read".formatted(payload.length, MAX_PAYLOAD));
    }
    return VERSION + Base64.getEncoder().encodeToString(Zlib.deflate(payload));
  }

  /** The payload: the same bytes for the same machine, whoever wrote them. */
  public static byte[] payload(Machine machine) {
    return new MachineWriter().payload(machine);
  }

  /** The identity of a machine that does not depend on compression: 64 hexadecimal digits. */
  public static String payloadSha256(Machine machine) {
    return HexFormat.of().formatHex(sha256(payload(machine)));
  }

  /**
   * Maybenot's name of a machine: 32 hexadecimal digits that depend on the exact string, so keep
   * the string a machine came from.
   */
  public static String name(String machineString) {
    byte[] digest = sha256(machineString.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(Arrays.copyOf(digest, 16));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
