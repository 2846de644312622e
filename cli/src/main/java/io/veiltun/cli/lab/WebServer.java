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

/**
 * A web server on a host of the lab: {@code /} answers with a page that names the visitor's
 * address, {@code /bytes/N} with N bytes.
 */
public final class WebServer implements AutoCloseable {
  private static final int CHUNK = 1 << 16;

  private final HttpServer server;
  private final ExecutorService workers;
  private final Set<String> visitors = ConcurrentHashMap.newKeySet();

  private WebServer(HttpServer server, ExecutorService workers) {
    this.server = server;
    this.workers = workers;
  }

  /** Starts a server on all addresses of {@code host}, at {@code port} (0: any free one). */
  public static WebServer start(Namespace host, int port) throws IOException {
    return host.call(() -> {
      HttpServer http = HttpServer.create(new InetSocketAddress(port), 0);
      WebServer server = new WebServer(http, Executors.newCachedThreadPool());
      http.setExecutor(server.workers);
      http.createContext("/", server::answer);
      http.start();
      return server;
    });
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
      if (path.matches("/bytes/[0-9]{1,15}")) {
        send(exchange, Long.parseLong(path.substring("/bytes/".length())));
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

  private static void send(HttpExchange exchange, long bytes) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
    // 0 would announce chunks of unknown number, -1 announces no body.
    exchange.sendResponseHeaders(200, bytes == 0 ? -1 : bytes);
    byte[] chunk = new byte[CHUNK];
    for (long left = bytes; left > 0; left -= CHUNK) {
      exchange.getResponseBody().write(chunk, 0, (int) Math.min(left, CHUNK));
    }
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
