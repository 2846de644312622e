package io.veiltun.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The text protocol by which WireGuard programs are configured, for the keys that {@code wg} does
 * not know.
 *
 * @param socket the device's
 */
record Uapi(Path socket) {
  /** Throws {@link IOException} unless the program accepts {@code lines}. */
  void set(String lines) throws IOException {
    Map<String, String> answer = ask("set=1\n" + lines + "\n");
    if (!"0".equals(answer.get("errno"))) {
      throw new IOException(socket + ": set refused: " + answer);
    }
  }

  /** What the program says of its device and, there being one, its peer. */
  Map<String, String> get() throws IOException {
    return ask("get=1\n\n");
  }

  private Map<String, String> ask(String request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      Writer writer =
          new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8);
      writer.write(request);
      writer.flush();
      return answer(
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8)));
    }
  }

  private static Map<String, String> answer(BufferedReader reader) throws IOException {
    Map<String, String> values = new TreeMap<>();
    for (String line = reader.readLine();
        line != null && !line.isEmpty();
        line = reader.readLine()) {
      String[] pair = line.split("=", 2);
      values.put(pair[0], pair.length == 2 ? pair[1] : "");
    }
    return values;
  }

  /** The form in which the protocol writes the key {@code base64}. */
  static String hex(String base64) {
    return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
  }
}
