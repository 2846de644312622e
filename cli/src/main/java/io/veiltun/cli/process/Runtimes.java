package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.run.LaunchOptions;
import io.veiltun.engine.tunnel.TunnelRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the runtime of a process as it was asked for. */
final class Runtimes {
  private static final Logger log = LoggerFactory.getLogger(Runtimes.class);

  private Runtimes() {}

  static TunnelRuntime of(Loops loops, LaunchOptions options) throws CommandFailure {
    try {
      TunnelRuntime runtime = loops.runtime(options.aead().orElse(null));
      log.info("AEAD by {}", runtime.aead().name());
      return runtime;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new CommandFailure(ExitCode.UNSUPPORTED, "--aead: " + e.getMessage(), e);
    }
  }
}
