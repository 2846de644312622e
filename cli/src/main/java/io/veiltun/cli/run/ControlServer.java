package io.veiltun.cli.run;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code status} (one line of JSON), {@code daita PEER DEFENCE} and {@code stop} on a Unix
 * domain socket. One request per connection; a silent client holds one of {@value #MAX_CLIENTS}
 * places and nothing else.
 */
public final class ControlServer implements AutoCloseable {
  /** The request for a status document. */
  public static final String STATUS = "status";

  /** How a {@link DefenceRequest} begins. */
  static final String DAITA = "daita ";

  /** The request to end. */
  public static final String STOP = "stop";

  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
  private static final int MAX_CLIENTS = 8;
  private static final int MAX_REQUEST = 1 << 17;
  private static final int USUAL_REQUEST = 256;

  private final ServerSocketChannel server;
  private final Path path;
  private final Supplier<String> status;
  private final UnaryOperator<String> daita;
  private final Runnable stop;
  private final Semaphore places = new Semaphore(MAX_CLIENTS);

  private ControlServer(
      ServerSocketChannel server,
      Path path,
      Supplier<String> status,
      UnaryOperator<String> daita,
      Runnable stop) {
    this.server = server;
    this.path = path;
    this.status = status;
    this.daita = daita;
    this.stop = stop;
  }

  /**
   * Binds the socket (0600, inside a directory nobody else can enter) and starts to answer.
   *
   * @param path where; an old socket is replaced, since the caller holds the {@link RunLock}
   * @param status called for each status request, by any thread
   * @param daita called with the words of each request about DAITA, by any thread
   * @param stop called for each stop request, returns at once
   */
  public static ControlServer start(
      Path path, Supplier<String> status, UnaryOperator<String> daita, Runnable stop)
      throws CommandFailure {
    try {
      Files.deleteIfExists(path);
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        server.bind(UnixDomainSocketAddress.of(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      } catch (IOException | RuntimeException e) {
        server.close();
        throw e;
      }
      ControlServer control = new ControlServer(server, path, status, daita, stop);
      Thread.ofPlatform().daemon().name("veiltun-control").start(control::accept);
      return control;
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED, "cannot make the control socket " + path + ": " + e.getMessage(), e);
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        places.acquire();
        SocketChannel client = server.accept();
        Thread.ofPlatform().daemon().name("veiltun-control-client").start(() -> serve(client));
      } catch (IOException e) {
        places.release();
        if (server.isOpen()) {
          LOG.warn("control socket: {}", e.toString());
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void serve(SocketChannel client) {
    String request = "";
    try (client) {
      request = readLine(client);
      String answer = answer(request);
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(answer + "\n");
      while (bytes.hasRemaining()) {
        client.write(bytes);
      }
    } catch (IOException e) {
      LOG.debug("a control client went away: {}", e.toString());
    } finally {
      places.release();
    }
    if (request.equals(STOP)) {
      stop.run();
    }
  }

  private String answer(String request) {
    return switch (request) {
      case STATUS -> status.get();
      case STOP -> "stopping";
      default ->
          request.startsWith(DAITA)
              ? daita.apply(request.substring(DAITA.length()))
              : "unknown request";
    };
  }

  private static String readLine(SocketChannel client) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(USUAL_REQUEST);
    while (client.read(buffer) >= 0) {
      int end = buffer.position();
      if (end > 0 && buffer.get(end - 1) == '\n') {
        return new String(buffer.array(), 0, end - 1, StandardCharsets.UTF_8).strip();
      }
      if (!buffer.hasRemaining()) {
        if (end == MAX_REQUEST) {
          return "";
        }
        buffer = ByteBuffer.allocate(2 * end).put(buffer.flip());
      }
    }
    return "";
  }

  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("control socket: {}", e.toString());
    }
  }
}
