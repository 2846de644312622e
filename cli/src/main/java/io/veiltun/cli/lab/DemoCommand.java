package io.veiltun.cli.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code veiltun demo}. Exit codes: 0 every promise held; 1 one did not, or something failed; 2
 * wrong usage; 3 the machine does not allow it, and the command that would is named.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Two hops between network namespaces of this machine, with real traffic, and what an"
            + " observer of each link saw. Keeps nothing.")
public final class DemoCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int NOT_ALLOWED = 3;
  private static final int LARGEST_MEGABYTES = 10_000;
  private static final String INSIDE = "VEILTUN_DEMO_INSIDE";

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--keep", description = "leave everything running until Ctrl-C")
  private boolean keep;

  @Option(
      names = "--size",
      paramLabel = "MB",
      description = "size of the download (default: ${DEFAULT-VALUE})")
  private int megabytes = 50;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec().commandLine().getOut();
    if (megabytes < 1 || megabytes > LARGEST_MEGABYTES) {
      throw new ParameterException(
          spec().commandLine(), "--size is 1 to " + LARGEST_MEGABYTES + " MB, not " + megabytes);
    }
    Optional<Path> launcher = launcher();
    if (launcher.isEmpty()) {
      return fail(FAILED, "start it by the script veiltun: the demo runs `veiltun up` by it");
    }
    if (!Privileges.suffice()) {
      return withoutRoot(launcher.get());
    }
    Optional<String> obstacle = obstacle(out);
    if (obstacle.isPresent()) {
      return fail(NOT_ALLOWED, obstacle.get());
    }
    try {
      return run(launcher.get(), out);
    } catch (IOException e) {
      return fail(FAILED, String.valueOf(e.getMessage()));
    }
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("run by picocli only");
    }
    return spec;
  }

  private static Optional<Path> launcher() {
    return Stream.of(System.getProperty("veiltun.launcher"), System.getenv("VEILTUN_LAUNCHER"))
        .flatMap(Stream::ofNullable)
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private int fail(int code, String message) {
    spec().commandLine().getErr().println("veiltun demo: " + message);
    return code;
  }

  /** What is in the way although privileges suffice; missing tools are installed first. */
  private static Optional<String> obstacle(PrintWriter out) {
    if (!Privileges.tunAccessible()) {
      return Optional.of("/dev/net/tun can't be opened; run: sudo modprobe tun");
    }
    List<String> missing = SystemTools.missing();
    if (!missing.isEmpty()) {
      try {
        SystemTools.install(missing, line -> say(out, line));
      } catch (IOException e) {
        return Optional.of(
            "could not install what is missing; run: sudo " + SystemTools.command(missing));
      }
    }
    return Optional.empty();
  }

  private int withoutRoot(Path launcher) throws IOException {
    boolean possible =
        System.getenv(INSIDE) == null
            && Privileges.tunAccessible()
            && SystemTools.missing().isEmpty()
            && Privileges.userNamespaces();
    if (!possible) {
      return fail(
          NOT_ALLOWED, "needs root to make network namespaces; run: sudo " + launcher + " demo");
    }
    List<String> command = new ArrayList<>(List.of("env", INSIDE + "=1", launcher.toString()));
    command.addAll(spec().commandLine().getParseResult().originalArgs());
    if (!command.contains("demo")) {
      command.add(3, "demo");
    }
    return Privileges.inUserNamespace(command);
  }

  private int run(Path launcher, PrintWriter out) throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.create("veiltun-demo-");
        DemoScenario scenario =
            DemoScenario.open(new VeiltunEngine(launcher, folder.path()), line -> say(out, line))) {
      show(folder.path(), out);
      DemoResult result = scenario.run(megabytes * 1_000_000L, line -> say(out, line));
      List<Claim> claims = scenario.judge(result);
      out.print(DemoReport.text(result, claims));
      out.flush();
      if (keep) {
        stay(scenario, folder.path(), out);
      }
      return claims.stream().allMatch(claim -> claim.objection().isEmpty()) ? 0 : FAILED;
    }
  }

  private static void say(PrintWriter out, String line) {
    out.println("- " + line);
    out.flush();
  }

  /** The profiles as they are; keys are in files beside them, named but not shown. */
  private static void show(Path folder, PrintWriter out) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().endsWith(".json")) {
          out.println("\n" + file);
          Files.readAllLines(file).forEach(line -> out.println("    " + line));
        }
      }
    }
    out.println();
    out.flush();
  }

  private static void stay(DemoScenario scenario, Path folder, PrintWriter out) {
    String client = scenario.lab().host("client").name();
    // Inside a user namespace the names are out of a plain shell's sight; the process is not.
    String enter =
        System.getenv(INSIDE) == null
            ? "sudo ip netns exec " + client
            : "nsenter --user --preserve-credentials --mount --target "
                + ProcessHandle.current().pid()
                + " nsenter --net="
                + scenario.lab().host("client").file();
    out.println("\nIt stays until Ctrl-C, which removes everything. Meanwhile:");
    out.println("  " + enter + " ping " + scenario.webAddress().getHostAddress());
    out.println("  " + enter + " bash    # as the client; the others end in -entry, -exit, -web");
    out.println("  logs and profiles: " + folder);
    out.flush();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
