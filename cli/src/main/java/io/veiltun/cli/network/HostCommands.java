package io.veiltun.cli.network;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The programs of this machine, found as a shell does, {@code /usr/sbin} and {@code /sbin} too. */
final class HostCommands implements CommandRunner {
  private static final Logger LOG = LoggerFactory.getLogger(HostCommands.class);
  private static final long PATIENCE_SECONDS = 10;

  @Override
  public boolean available(String program) {
    return find(program).isPresent();
  }

  private static Optional<Path> find(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin:/sbin";
    for (String folder : path.split(":", -1)) {
      Path candidate = Path.of(folder, program);
      if (!folder.isEmpty() && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  @Override
  public void run(List<String> command, String input) throws CommandFailure {
    String program = command.getFirst();
    Path file =
        find(program)
            .orElseThrow(
                () -> new CommandFailure(ExitCode.UNSUPPORTED, program + " is not installed"));
    try {
      List<String> resolved = new ArrayList<>(command);
      resolved.set(0, file.toString());
      ProcessBuilder builder = new ProcessBuilder(resolved).redirectErrorStream(true);
      finish(program, builder.start(), input);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, program + " did not start: " + e.getMessage(), e);
    }
  }

  private static void finish(String program, Process process, String input)
      throws IOException, CommandFailure {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended without reading: its exit code says more than the broken pipe.
      LOG.debug("{} did not read its input", program, e);
    }
    try (InputStream out = process.getInputStream()) {
      // Before the output is read to its end: a program that hangs keeps its output open.
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new CommandFailure(
            ExitCode.FAILED, program + " did not end within " + PATIENCE_SECONDS + " s");
      }
      if (process.exitValue() != 0) {
        String reason = new String(out.readNBytes(2000), StandardCharsets.UTF_8).strip();
        throw new CommandFailure(
            ExitCode.FAILED,
            program
                + " failed with code "
                + process.exitValue()
                + ": "
                + reason.replace('\n', ' '));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.FAILED, program + " was interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
