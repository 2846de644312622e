package io.veiltun.cli.uapi;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves an interface's socket by one thread, which also carries the requests out: one change at a
 * time, however many clients there are. A client that is slow waits for itself only; one that stops
 * in the middle is given up.
 */
public final class UapiServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(UapiServer.class);
  private static final int MAX_CLIENTS = 32;

  /** How often the socket's place and the clients' progress are looked at. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration END = Duration.ofSeconds(5);

  private final SocketFile file;
  private final UapiTarget target;
  private final Runnable deleted;
  private final ToIntFunction<String> scopes;
  private final Duration patience;
  private final Selector selector;
  private final Thread thread;
  private final RequestBudget budget = new RequestBudget(RequestBudget.BYTES);
  private final Map<SelectionKey, Client> clients = new HashMap<>();
  private long lookedNanos = System.nanoTime();
  private boolean inPlace = true;
  private volatile boolean closed;

  private UapiServer(
      SocketFile file,
      UapiTarget target,
      Runnable deleted,
      ToIntFunction<String> scopes,
      Duration patience)
      throws IOException {
    this.file = file;
    this.target = target;
    this.deleted = deleted;
    this.scopes = scopes;
    this.patience = patience;
    selector = Selector.open();
    file.channel().configureBlocking(false);
    file.channel().register(selector, SelectionKey.OP_ACCEPT);
    thread = Thread.ofPlatform().daemon().name("veiltun-uapi").unstarted(this::run);
  }

  /**
   * Begins to serve.
   *
   * @param file closed with the server
   * @param deleted called once when the socket has gone from its place
   * @param scopes gives the index of an interface by its name, 0 or less if there is none
   */
  public static UapiServer start(
      SocketFile file, UapiTarget target, Runnable deleted, ToIntFunction<String> scopes)
      throws IOException {
    return start(file, target, deleted, scopes, PATIENCE);
  }

  /** As {@link #start}, giving a client that stops in the middle another time. */
  static UapiServer start(
      SocketFile file,
      UapiTarget target,
      Runnable deleted,
      ToIntFunction<String> scopes,
      Duration patience)
      throws IOException {
    UapiServer server = new UapiServer(file, target, deleted, scopes, patience);
    server.thread.start();
    return server;
  }

  private void run() {
    while (!closed) {
      try {
        selector.select(this::ready, LOOK.toMillis());
      } catch (IOException e) {
        log.error("the socket of wg can't be served any more", e);
        break;
      }
      if (System.nanoTime() - lookedNanos >= LOOK.toNanos()) {
        lookedNanos = System.nanoTime();
        look();
      }
    }
    List.copyOf(clients.keySet()).forEach(this::hangUp);
  }

  private void look() {
    if (inPlace && !file.isInPlace()) {
      inPlace = false;
      deleted.run();
    }
    for (SelectionKey key : List.copyOf(clients.keySet())) {
      Client client = clients.get(key);
      if (client != null
          && client.isBusy()
          && lookedNanos - client.progressNanos() > patience.toNanos()) {
        log.debug("a client of wg's socket stopped in the middle");
        hangUp(key);
      }
    }
  }

  private void ready(SelectionKey key) {
    Client client = clients.get(key);
    try {
      if (client == null) {
        accept();
        return;
      }
      int next = client.advance(System.nanoTime());
      if (next == 0) {
        hangUp(key);
      } else {
        key.interestOps(next);
      }
    } catch (IOException | RuntimeException e) {
      log.debug("a client of wg's socket went away", e);
      if (client != null) {
        hangUp(key);
      }
    }
  }

  private void accept() throws IOException {
    SocketChannel channel = file.channel().accept();
    if (channel == null) {
      return;
    }
    try {
      if (!PeerCredentials.mayConfigure(channel)) {
        log.warn("refused a client of wg's socket that is neither root nor this program's user");
        channel.close();
        return;
      }
      if (clients.size() == MAX_CLIENTS) {
        giveUpLongestIdle();
      }
      channel.configureBlocking(false);
      RequestReader reader = new RequestReader(budget, scopes);
      Client client = new Client(channel, reader, this::answer, System.nanoTime());
      clients.put(channel.register(selector, SelectionKey.OP_READ), client);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void giveUpLongestIdle() {
    clients.entrySet().stream()
        .min(Comparator.comparingLong(entry -> entry.getValue().progressNanos()))
        .map(Map.Entry::getKey)
        .ifPresent(this::hangUp);
  }

  private Reply answer(Request request) {
    try {
      return switch (request) {
        case Request.Get _ -> Reply.of(target.read());
        case Request.Set(DeviceChange change) -> {
          try (change) {
            target.apply(change);
          }
          yield Reply.errno(UapiFailure.OK);
        }
        case Request.Refused(UapiFailure failure, boolean _) -> throw failure;
      };
    } catch (UapiFailure e) {
      log.warn("a request on wg's socket was refused: {}", e.explanation());
      return Reply.errno(e.errno());
    } catch (RuntimeException e) {
      log.error("a request on wg's socket failed", e);
      return Reply.errno(UapiFailure.ENOANO);
    }
  }

  private void hangUp(SelectionKey key) {
    key.cancel();
    Client client = clients.remove(key);
    if (client != null) {
      try {
        client.close();
      } catch (IOException e) {
        log.debug("a client of wg's socket could not be closed", e);
      }
    }
  }

  /** Hangs up, closes the socket and removes it from its place. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join(END);
      selector.close();
    } catch (IOException e) {
      log.warn("wg's socket: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    file.close();
  }
}
