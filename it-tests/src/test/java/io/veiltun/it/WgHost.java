package io.veiltun.it;

import static org.awaitility.Awaitility.await;

import io.veiltun.cli.lab.KeyPair;
import io.veiltun.cli.lab.Namespace;
import io.veiltun.cli.lab.SystemCommand;
import io.veiltun.it.VeiltunHost.Ended;
import io.veiltun.it.VeiltunHost.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * A host whose interfaces are configured by {@code wg} and {@code ip}. Sockets of all hosts are in
 * one folder, so every interface has a name of its own.
 *
 * @param veiltun for commands of this program
 */
record WgHost(VeiltunHost veiltun) {
  static final Path SOCKETS = Path.of("/var/run/wireguard");

  private static final Pattern ANSWER = Pattern.compile("icmp_seq=([0-9]+) .*time=");
  private static final AtomicInteger NAMES = new AtomicInteger();

  static WgHost of(Namespace host, Path folder) throws IOException {
    Path own = Files.createTempDirectory(folder, "wg");
    return new WgHost(new VeiltunHost(host, own, own.resolve("none")));
  }

  /** A name for an interface that no other has. */
  static String freeName() {
    return "vu" + ProcessHandle.current().pid() + "x" + NAMES.getAndIncrement();
  }

  static Path socket(String name) {
    return SOCKETS.resolve(name + ".sock");
  }

  Namespace host() {
    return veiltun.host();
  }

  /** {@code veiltun NAME} to its end, which must be that the interface is there. */
  String up() throws IOException, InterruptedException {
    String name = freeName();
    Ended ended = veiltun.run(name);
    if (!ended.equals(new Ended(0, "", ""))) {
      throw new IOException("veiltun " + name + ": " + ended);
    }
    return name;
  }

  /** {@code veiltun -f NAME}, when its socket is there. */
  Started foreground(String name) throws IOException {
    Started started = veiltun.start("-f", name);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Files.exists(socket(name)) || !started.process().isAlive());
    return started;
  }

  /** wireguard-go with this name, when its socket is there. */
  Process foreign(String name) throws IOException {
    Process process =
        host()
            .start(
                veiltun.folder().resolve(name + ".log"),
                host().command("wireguard-go", "-f", name));
    await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(socket(name)));
    return process;
  }

  /** {@code wg ARGUMENTS}; a failure is an exception with what it said. */
  String wg(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("wg"));
    command.addAll(List.of(arguments));
    return host().exec(command.toArray(String[]::new));
  }

  /** As {@link #wg}, with the last argument's place taken by a file of this text. */
  String wgFile(String text, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("wg"));
    command.addAll(List.of(arguments));
    command.add(file(text).toString());
    return host().exec(command.toArray(String[]::new));
  }

  /** A file that holds {@code text}, for its owner only. */
  Path file(String text) throws IOException {
    Path file = Files.createTempFile(veiltun.folder(), "text", ".conf");
    return Files.writeString(file, text);
  }

  /** Points the interface at another host's, with addresses 10.9.0.X and fd09::X. */
  void address(String name, int number) throws IOException {
    host().ip("address", "add", "10.9.0." + number + "/24", "dev", name);
    host().ip("address", "add", "fd09::" + number + "/64", "dev", name, "nodad");
    host().ip("link", "set", name, "up");
  }

  /**
   * How many of the first {@code count} echo requests are answered. More follow them, since ping
   * does not wait long for the last.
   */
  int answered(String address, int count) throws IOException {
    String said =
        host()
            .exec(
                "sh",
                "-c",
                "ping -n -c %d -i 0.02 -W 2 %s || test $? -le 2".formatted(count + 10, address));
    return (int)
        ANSWER
            .matcher(said)
            .results()
            .mapToInt(hit -> Integer.parseInt(hit.group(1)))
            .filter(number -> number <= count)
            .distinct()
            .count();
  }

  /** The key's public half, as {@code wg pubkey} says. */
  static String publicKey(KeyPair keys) throws IOException {
    return SystemCommand.run(new ProcessBuilder("wg", "pubkey"), keys.privateKey() + "\n").strip();
  }
}
