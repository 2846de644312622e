package io.veiltun.cli.lab;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code veiltun lab web}: the web server of a testbed, until the process is stopped. */
@Command(name = "web", description = "A web server whose pages name the visitor's address.")
final class WebCommand implements Callable<Integer> {
  @Option(names = "--port", description = "TCP port (default: ${DEFAULT-VALUE})")
  private int port = 8080;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (spec == null) {
      throw new IllegalStateException("run by picocli only");
    }
    try (WebServer server = WebServer.start(port)) {
      spec.commandLine().getOut().println("web: listening at port " + server.port());
      spec.commandLine().getOut().flush();
      new CountDownLatch(1).await();
      return 0;
    } catch (IOException | IllegalArgumentException e) {
      spec.commandLine().getErr().println("veiltun lab web: port " + port + ": " + e.getMessage());
      return 1;
    }
  }
}
