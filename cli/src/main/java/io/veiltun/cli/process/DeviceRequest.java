package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.run.HandOver;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedMap;

/**
 * What {@code veiltun INTERFACE} was asked for, as wireguard-go is.
 *
 * @param name the interface
 * @param tunDescriptor an open TUN device that was inherited
 * @param socketDescriptor a listening Unix socket that was inherited, already in its place
 */
public record DeviceRequest(String name, OptionalInt tunDescriptor, OptionalInt socketDescriptor) {
  /** Names an open TUN device. */
  public static final String TUN_FD = "WG_TUN_FD";

  /** Names a listening Unix socket. */
  public static final String SOCKET_FD = "WG_UAPI_FD";

  /**
   * Reads what the environment says.
   *
   * @throws CommandFailure {@code USAGE} if a variable is no number of a descriptor
   */
  public static DeviceRequest of(String name, Map<String, String> environment)
      throws CommandFailure {
    return new DeviceRequest(
        name, descriptor(TUN_FD, environment), descriptor(SOCKET_FD, environment));
  }

  private static OptionalInt descriptor(String variable, Map<String, String> environment)
      throws CommandFailure {
    String text = environment.getOrDefault(variable, "");
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    // Standard input, output and error are none of these.
    if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < 3) {
      throw new CommandFailure(
          ExitCode.USAGE, variable + " is not the number of an open descriptor, 3 or more");
    }
    return OptionalInt.of(Integer.parseInt(text));
  }

  /** What a process in the background has to inherit. */
  public HandOver handOver() {
    SequencedMap<String, Integer> descriptors = new LinkedHashMap<>();
    tunDescriptor.ifPresent(number -> descriptors.put(TUN_FD, number));
    socketDescriptor.ifPresent(number -> descriptors.put(SOCKET_FD, number));
    return new HandOver(descriptors);
  }
}
