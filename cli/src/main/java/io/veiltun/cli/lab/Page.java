package io.veiltun.cli.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A web page as traffic: a document, then objects in rounds, each asked for only when the one
 * before is complete, as scripts and style sheets ask for what comes next. Not a model of any site.
 *
 * @param rounds the first holds the document alone
 */
record Page(List<Round> rounds) {
  private static final double MEDIAN_BYTES = 38_000;
  private static final double SIGMA = 1.0;
  private static final int LEAST_BYTES = 600;
  private static final int MOST_BYTES = 400_000;
  private static final int[] OBJECTS = {1, 5, 9, 6};
  private static final int CONNECTIONS = 6;
  private static final int CONNECT_MILLIS = 3000;

  /**
   * What is asked for at once.
   *
   * @param pauseMillis what the browser computes before it asks
   */
  record Round(int pauseMillis, List<Item> items) {
    Round {
      items = List.copyOf(items);
    }
  }

  /**
   * One object.
   *
   * @param bytes of the answer's body
   * @param thinkingMillis how long the server needs before it answers
   * @param requestBytes length of the request's query, in the place of cookies and other headers
   */
  record Item(int bytes, int thinkingMillis, int requestBytes) {
    String path() {
      return "/object/" + bytes + "/" + thinkingMillis + "?" + "q".repeat(requestBytes);
    }
  }

  Page {
    rounds = List.copyOf(rounds);
  }

  /** A page with sizes, pauses and times drawn from log-normal and uniform distributions. */
  static Page seeded(long seed) {
    Random random = new Random(seed);
    List<Round> rounds = new ArrayList<>();
    for (int objects : OBJECTS) {
      List<Item> items = new ArrayList<>();
      for (int i = 0; i < objects; i++) {
        double size = MEDIAN_BYTES * StrictMath.exp(SIGMA * random.nextGaussian());
        items.add(
            new Item(
                (int) Math.clamp(size, LEAST_BYTES, MOST_BYTES),
                random.nextInt(30, 150),
                random.nextInt(100, 1000)));
      }
      rounds.add(new Round(rounds.isEmpty() ? 0 : random.nextInt(60, 220), items));
    }
    return new Page(rounds);
  }

  /** Bodies of all objects, in bytes. */
  long bytes() {
    return rounds.stream().flatMap(round -> round.items().stream()).mapToLong(Item::bytes).sum();
  }

  /** How many requests it takes. */
  int objects() {
    return rounds.stream().mapToInt(round -> round.items().size()).sum();
  }

  /**
   * Loads it on behalf of {@code host}, over at most six connections at a time.
   *
   * @return the body's bytes, and the time from the first request on
   * @throws IOException if any of it can't be had completely
   */
  Download load(Namespace host, InetAddress server, int port) throws IOException {
    long start = System.nanoTime();
    long bytes = 0;
    ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      for (Round round : rounds) {
        SystemCommand.pause(round.pauseMillis());
        List<Future<Download>> answers = new ArrayList<>();
        for (Item item : round.items()) {
          answers.add(
              connections.submit(
                  () -> Download.fetch(host, server, port, item.path(), CONNECT_MILLIS)));
        }
        for (Future<Download> answer : answers) {
          bytes += await(answer).bytes();
        }
      }
    } finally {
      connections.shutdownNow();
    }
    return new Download(bytes, System.nanoTime() - start);
  }

  private static Download await(Future<Download> answer) throws IOException {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      throw SystemCommand.interrupted(e);
    } catch (ExecutionException e) {
      throw new IOException("the page: " + e.getCause(), e.getCause());
    }
  }
}
