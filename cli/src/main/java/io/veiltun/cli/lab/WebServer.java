package io.veiltun.cli.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A web server on a host of the lab: {@code /} answers with a page that names the visitor's
 * address, {@code /bytes/N} with N bytes, {@code /object/N/MS} with N bytes after MS milliseconds
 * at the pace of a line of 32 Mbit/s.
 */
public final class WebServer implements AutoCloseable {
  private static final int CHUNK = 1 << 16;
  private static final Pattern OBJECT = Pattern.compile("/object/([0-9]{1,9})/([0-9]{1,4})");
  private static final int PACED_CHUNK = 8000;
  private static final int PACE_MILLIS = 2;

  private final HttpServer server;
  private final ExecutorService workers;
  private final Set<String> visitors = ConcurrentHashMap.newKeySet();

  private WebServer(HttpServer server, ExecutorService workers) {
    this.server = server;
    this.workers = workers;
  }

  /** Starts a server on all addresses of {@code host}, at {@code port} (0: any free one). */
  public static WebServer start(Namespace host, int port) throws IOException {
    return host.call(() -> start(port));
  }

  /** As {@link #start(Namespace, int)}, where this process is. */
  static WebServer start(int port) throws IOException {
    HttpServer http = HttpServer.create(new InetSocketAddress(port), 0);
    WebServer server = new WebServer(http, Executors.newCachedThreadPool());
    http.setExecutor(server.workers);
    http.createContext("/", server::answer);
    http.start();
    return server;
  }

  /** The TCP port it listens at. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Numeric addresses that requests came from. */
  public Set<String> visitors() {
    return Set.copyOf(visitors);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String visitor = exchange.getRemoteAddress().getAddress().getHostAddress();
      visitors.add(visitor);
      String path = exchange.getRequestURI().getPath();
      Matcher object = OBJECT.matcher(path);
      if (object.matches()) {
        SystemCommand.pause(Integer.parseInt(object.group(2)));
        send(exchange, Long.parseLong(object.group(1)), PACED_CHUNK, PACE_MILLIS);
      } else if (path.matches("/bytes/[0-9]{1,15}")) {
        send(exchange, Long.parseLong(path.substring("/bytes/".length())), CHUNK, 0);
      } else {
        byte[] page =
            ("<!doctype html><title>lab</title><p>You come from " + visitor + ".\n")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
      }
    }
  }

  private static void send(HttpExchange exchange, long bytes, int chunk, int pauseMillis)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
    // 0 would announce chunks of unknown number, -1 announces no body.
    exchange.sendResponseHeaders(200, bytes == 0 ? -1 : bytes);
    byte[] zeros = new byte[chunk];
    for (long left = bytes; left > 0; left -= chunk) {
      exchange.getResponseBody().write(zeros, 0, (int) Math.min(left, chunk));
      if (pauseMillis > 0) {
        exchange.getResponseBody().flush();
        SystemCommand.pause(pauseMillis);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
