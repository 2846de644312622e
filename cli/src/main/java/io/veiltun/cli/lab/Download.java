package io.veiltun.cli.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * An HTTP download that took place.
 *
 * @param bytes length of the body
 * @param nanos from the request to the last byte, the connection already made
 */
public record Download(long bytes, long nanos) {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int HEADER_LIMIT = 1 << 14;

  /**
   * Fetches {@code path} on behalf of {@code host}: the socket is made in its namespace, so that
   * only its routes count.
   *
   * @param connectMillis how long connecting may take
   * @throws IOException if the server can't be reached, is silent for 10 s, answers anything but
   *     200 or ends early
   */
  public static Download fetch(
      Namespace host, InetAddress server, int port, String path, int connectMillis)
      throws IOException {
    return host.call(() -> {
      try (Socket socket = new Socket()) {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(server, port), connectMillis);
        return get(socket, path);
      }
    });
  }

  private static Download get(Socket socket, String path) throws IOException {
    long start = System.nanoTime();
    String request = "GET " + path + " HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    String header = header(in);
    if (!header.startsWith("HTTP/1.1 200 ")) {
      throw new IOException("the web server answered " + header.lines().findFirst().orElse(""));
    }
    long bytes = 0;
    byte[] chunk = new byte[1 << 16];
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      bytes += n;
    }
    long announced = length(header);
    if (bytes != announced) {
      throw new IOException("the download ended after " + bytes + " of " + announced + " bytes");
    }
    return new Download(bytes, System.nanoTime() - start);
  }

  private static String header(InputStream in) throws IOException {
    StringBuilder header = new StringBuilder();
    while (header.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0 || header.length() == HEADER_LIMIT) {
        throw new IOException("the web server's answer has no complete header");
      }
      header.append((char) next);
    }
    return header.toString();
  }

  private static long length(String header) {
    return header
        .lines()
        .map(line -> line.split(":", 2))
        .filter(field -> field[0].equalsIgnoreCase("content-length"))
        .mapToLong(field -> Long.parseLong(field[1].strip()))
        .findFirst()
        .orElse(0);
  }

  /** Body bits per second. */
  public double bitsPerSecond() {
    return bytes * 8e9 / nanos;
  }
}
