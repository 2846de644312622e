package io.veiltun.cli.run;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.status.StatusDocument;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel that was launched. Status and defence belong to any thread, the rest by the main thread.
 */
public interface RunningTunnel extends AutoCloseable {
  /** A snapshot; does not block. */
  StatusDocument status();

  /**
   * Gives hops or peers another defence until the process ends; sessions, counters and packets
   * stay. Any thread.
   *
   * @return what runs now, a line for each hop or peer concerned
   * @throws CommandFailure with {@code USAGE} if there is no such peer or defence, saying what
   *     there is
   */
  String defend(DefenceRequest request) throws CommandFailure;

  /**
   * Returns when the first packet can pass.
   *
   * @throws CommandFailure with {@code NO_ANSWER} when {@code patience} is over, naming the hop
   * @throws InterruptedException if the process was told to stop meanwhile
   */
  void awaitReady(Duration patience) throws CommandFailure, InterruptedException;

  /**
   * Completes when the tunnel ends by itself: with null after a regular end, with the reason
   * otherwise (the interface was deleted, for example).
   */
  CompletionStage<@Nullable Throwable> terminated();

  /** Closes device, sockets and threads. */
  @Override
  void close();
}
