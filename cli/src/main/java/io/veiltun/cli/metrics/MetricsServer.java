package io.veiltun.cli.metrics;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.status.StatusDocument;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** Serves {@code GET /metrics} and {@code GET /health} over plain HTTP, by one thread. */
public final class MetricsServer implements AutoCloseable {
  /** The content type of OpenMetrics, which a client gets that accepts it. */
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final LoopResources loops;
  private final MetricsRegistry registry;
  private final DisposableServer server;

  private MetricsServer(LoopResources loops, MetricsRegistry registry, DisposableServer server) {
    this.loops = loops;
    this.registry = registry;
    this.server = server;
  }

  /**
   * Binds and serves until closed.
   *
   * @param host address or name to listen on
   * @param port 0 takes any free one
   * @param source called for every request, by the server's thread: must not block
   * @param version of this program
   * @throws CommandFailure if the address cannot be bound
   */
  public static MetricsServer start(
      String host, int port, Supplier<StatusDocument> source, String version)
      throws CommandFailure {
    LoopResources loops = LoopResources.create("control", 1, true);
    MetricsRegistry registry = new MetricsRegistry(source, version);
    try {
      DisposableServer server =
          HttpServer.create()
              .runOn(loops, false)
              .host(host)
              .port(port)
              .idleTimeout(Duration.ofSeconds(60))
              .route(routes ->
                  routes
                      .get("/metrics", (request, answer) -> metrics(registry, request, answer))
                      .get("/health", (_, answer) -> health(source, answer)))
              .bindNow(PATIENCE);
      return new MetricsServer(loops, registry, server);
    } catch (RuntimeException e) {
      registry.close();
      loops.disposeLater(Duration.ZERO, PATIENCE).block(PATIENCE);
      throw new CommandFailure(
          ExitCode.FAILED,
          "cannot serve metrics on " + host + ":" + port + " (/metrics/listen): " + reason(e),
          e);
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = Optional.ofNullable(failure.getCause()).orElse(failure);
    return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
  }

  private static Publisher<Void> metrics(
      MetricsRegistry registry, HttpServerRequest request, HttpServerResponse answer) {
    String accepted = Optional.ofNullable(request.requestHeaders().get("Accept")).orElse("");
    String type = accepted.contains("application/openmetrics-text") ? OPEN_METRICS : PROMETHEUS;
    return answer
        .header("Content-Type", type)
        .sendString(Mono.fromSupplier(() -> registry.scrape(type)));
  }

  private static Publisher<Void> health(
      Supplier<StatusDocument> source, HttpServerResponse answer) {
    boolean up = source.get().pathUp();
    return answer
        .status(up ? 200 : 503)
        .header("Content-Type", "application/json")
        .sendString(Mono.just("{\"status\":\"" + (up ? "up" : "down") + "\"}"));
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.disposeNow(PATIENCE);
    loops.disposeLater(Duration.ZERO, PATIENCE).block(PATIENCE);
    registry.close();
  }
}
