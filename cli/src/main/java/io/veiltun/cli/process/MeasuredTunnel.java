package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.metrics.MetricsServer;
import io.veiltun.cli.run.DefenceRequest;
import io.veiltun.cli.run.RunningTunnel;
import io.veiltun.cli.status.StatusDocument;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A tunnel whose metrics are served as long as it runs. */
record MeasuredTunnel(RunningTunnel tunnel, MetricsServer metrics) implements RunningTunnel {
  @Override
  public StatusDocument status() {
    return tunnel.status();
  }

  @Override
  public String defend(DefenceRequest request) throws CommandFailure {
    return tunnel.defend(request);
  }

  @Override
  public void awaitReady(Duration patience) throws CommandFailure, InterruptedException {
    tunnel.awaitReady(patience);
  }

  @Override
  public CompletionStage<@Nullable Throwable> terminated() {
    return tunnel.terminated();
  }

  @Override
  public void close() {
    metrics.close();
    tunnel.close();
  }
}
