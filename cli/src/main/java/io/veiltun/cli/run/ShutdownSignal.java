package io.veiltun.cli.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns SIGTERM and SIGINT into an orderly end of the run on the main thread. */
public final class ShutdownSignal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShutdownSignal.class);
  private static final long PATIENCE_SECONDS = 8;

  private final CountDownLatch cleaned = new CountDownLatch(1);

  /** From now on a signal stops {@code run}; the virtual machine then waits for {@link #close}. */
  public ShutdownSignal(TunnelRun run) {
    Thread hook =
        new Thread(
            () -> {
              if (cleaned.getCount() == 0) {
                return;
              }
              run.stop();
              awaitCleaned();
              // After an orderly end; the virtual machine would report the signal as a failure.
              Runtime.getRuntime().halt(0);
            },
            "veiltun-signal");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void awaitCleaned() {
    try {
      if (!cleaned.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.error("cleaning up takes too long: veiltun down finishes it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The run has ended and everything is taken back. */
  @Override
  public void close() {
    cleaned.countDown();
  }
}
