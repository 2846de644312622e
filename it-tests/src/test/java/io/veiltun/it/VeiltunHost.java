package io.veiltun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.veiltun.cli.lab.Namespace;
import io.veiltun.cli.lab.SystemCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One host of the lab with this program on it, used as a person uses it: by commands. Hosts share
 * the file system, so each has a run directory of its own.
 *
 * @param host where it runs
 * @param folder for outputs and the run directory, the host's own
 * @param profile what {@link #up} starts
 */
record VeiltunHost(Namespace host, Path folder, Path profile) {
  static final String DEVICE = "veil0";
  static final JsonMapper JSON = new JsonMapper();

  private static final AtomicBoolean PREPARED = new AtomicBoolean();
  private static final AtomicInteger COMMANDS = new AtomicInteger();
  private static final long PATIENCE_SECONDS = 60;

  /** How a command ended. */
  record Ended(int code, String out, String err) {}

  /** A command under way. */
  record Started(Process process, Path out, Path err) {
    Ended end() throws IOException, InterruptedException {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("no end of a command that said: " + Files.readString(err));
      }
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
  }

  /** The start script at the top of the source tree. */
  static Path launcher() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path script = at.resolve("veiltun");
      if (Files.isExecutable(script) && Files.exists(at.resolve("pom.xml"))) {
        return script;
      }
    }
    throw new IllegalStateException("no start script above the working directory");
  }

  /** Lets the start script build and train what it needs now rather than inside a measurement. */
  static void prepare() throws IOException {
    if (!PREPARED.get()) {
      assertThat(SystemCommand.run(launcher().toString(), "--version")).startsWith("veiltun ");
      PREPARED.set(true);
    }
  }

  Path runDirectory() {
    return folder.resolve("run");
  }

  /** Starts {@code veiltun ARGUMENTS} on this host. */
  Started start(String... arguments) throws IOException {
    return start(List.of(), arguments);
  }

  /** As {@link #start(String...)}, by another command that runs it: {@code setpriv} for example. */
  Started start(List<String> wrapper, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(launcher().toString());
    command.addAll(List.of(arguments));
    int number = COMMANDS.getAndIncrement();
    Path out = folder.resolve("out" + number);
    Path err = folder.resolve("err" + number);
    // A private /etc/resolv.conf too, where the lab made one; nsenter would share the machine's.
    List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", host.name()));
    inside.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(inside);
    builder.environment().put("VEILTUN_RUN_DIR", runDirectory().toString());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    return new Started(builder.start(), out, err);
  }

  /** Runs {@code veiltun ARGUMENTS} on this host to its end. */
  Ended run(String... arguments) throws IOException, InterruptedException {
    return start(arguments).end();
  }

  /** {@code veiltun up OPTIONS PROFILE}, which must succeed; packets can pass when it returns. */
  VeiltunHost up(String... options) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("up"));
    arguments.addAll(List.of(options));
    arguments.add(profile.toString());
    Ended up = run(arguments.toArray(String[]::new));
    assertThat(up).as(this::log).isEqualTo(new Ended(0, DEVICE + " is up\n", ""));
    return this;
  }

  /** {@code veiltun down veil0}, which must end in order. */
  void down() throws IOException, InterruptedException {
    assertThat(run("down", DEVICE)).isEqualTo(new Ended(0, DEVICE + " is down\n", ""));
  }

  /** What {@code veiltun status --json} says of the hop or peer called {@code peer}. */
  JsonNode peerStatus(String peer) throws IOException, InterruptedException {
    Ended status = run("status", DEVICE, "--json");
    assertThat(status.code()).as(status.err()).isZero();
    return JSON.readTree(status.out())
        .get("peers")
        .valueStream()
        .filter(candidate -> candidate.get("name").asString().equals(peer))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + peer + " in " + status.out()));
  }

  /** Kills the tunnel process as {@code kill -9} does and waits for its end. */
  void kill() throws IOException {
    JsonNode journal = JSON.readTree(Files.readString(runDirectory().resolve(DEVICE + ".json")));
    ProcessHandle process = ProcessHandle.of(journal.at("/process/pid").asLong()).orElseThrow();
    process.destroyForcibly();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> !host.ip("-o", "link").contains(" " + DEVICE + ":"));
  }

  /** What the tunnel process in the background has logged. */
  String log() {
    Path log = runDirectory().resolve(DEVICE + ".log");
    try {
      return Files.exists(log) ? Files.readString(log) : "(no log)";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
