package io.veiltun.cli.run;

import io.veiltun.cli.exit.CommandFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Asks the control socket of a running tunnel. */
public final class ControlClient {
  private ControlClient() {}

  /**
   * Asks a running tunnel for another defence and returns what runs now.
   *
   * @throws IOException as {@link #ask}
   * @throws CommandFailure the tunnel's own
   */
  public static String defend(Path socket, DefenceRequest request, Duration patience)
      throws IOException, CommandFailure {
    String answer = ask(socket, ControlServer.DAITA + request.words(), patience);
    return ControlAnswer.read(answer, "the log of the tunnel");
  }

  /**
   * Sends one request and returns the answer without its line end.
   *
   * @throws IOException if nobody listens, or there is no complete answer within {@code patience}
   */
  public static String ask(Path socket, String request, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector = Selector.open()) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer line = StandardCharsets.UTF_8.encode(request + "\n");
      while (line.hasRemaining()) {
        channel.write(line);
      }
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      return readAll(channel, selector, deadline).strip();
    }
  }

  private static String readAll(SocketChannel channel, Selector selector, long deadline)
      throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    while (true) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) {
        throw new IOException("no answer in time");
      }
      selector.select(left);
      selector.selectedKeys().clear();
      int read = channel.read(buffer);
      if (read < 0) {
        return answer.toString(StandardCharsets.UTF_8);
      }
      answer.write(buffer.array(), 0, read);
      buffer.clear();
    }
  }
}
