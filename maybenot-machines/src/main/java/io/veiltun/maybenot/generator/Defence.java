package io.veiltun.maybenot.generator;

import io.veiltun.maybenot.format.MachineFormat;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Machines for both ends that belong together.
 *
 * @param client machine strings
 * @param server machine strings
 * @param note where they come from; may be empty
 */
public record Defence(List<String> client, List<String> server, String note) {
  public Defence {
    client = List.copyOf(client);
    server = List.copyOf(server);
  }

  /**
   * The hex SHA-256 over the names of all machines. Names depend on how a machine string was
   * compressed, and so does this.
   */
  public String id() {
    StringBuilder names = new StringBuilder();
    client.forEach(machine -> names.append(MachineFormat.name(machine)));
    server.forEach(machine -> names.append(MachineFormat.name(machine)));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(names.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
