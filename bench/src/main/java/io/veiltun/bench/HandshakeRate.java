package io.veiltun.bench;

import io.veiltun.engine.crypto.PublicKey;
import io.veiltun.engine.crypto.SecretKey;
import io.veiltun.engine.crypto.X25519;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/**
 * How many handshakes a second of CPU answers: registered peers send valid initiations over
 * loopback, and the engine's process is watched. Run by {@code bench/handshakes} in a network
 * namespace of its own.
 */
public final class HandshakeRate {
  private static final int PORT = 51820;
  private static final int PEERS = 500;
  private static final int WARM_UP_ROUNDS = 20;
  private static final int ROUNDS = 20;

  /** Far from the eighth of a queue at which an engine asks for cookies. */
  private static final int WINDOW = 32;

  /** Called with the program as $0, the device's name and its configuration. */
  private static final String START_WIREGUARD_GO =
      """
      "$0" -f "$1" &
      trap 'kill $!' TERM
      for i in $(seq 100); do
        [ -S "/var/run/wireguard/$1.sock" ] && break
        sleep 0.1
      done
      wg setconf "$1" "$2" && ip link set "$1" up
      wait $!
      wait $!
      """;

  private static final Duration START = Duration.ofSeconds(60);

  private final Path folder;
  private final SecretKey privateKey = X25519.newPrivateKey(new SecureRandom());

  private HandshakeRate(Path folder) {
    this.folder = folder;
  }

  /**
   * Measures this program and, where it is found, wireguard-go.
   *
   * @param args how many times, alternating; 1 if absent
   */
  public static void main(String[] args) throws Exception {
    int times = args.length == 0 ? 1 : Integer.parseInt(args[0]);
    Path folder =
        Files.createTempDirectory(
            "handshakes",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    HandshakeRate rate = new HandshakeRate(folder);
    Optional<Path> other = PeerProgram.named("wireguard-go").flatMap(PeerProgram::find);
    System.out.println("engine         handshakes  CPU s  per CPU second");
    for (int i = 0; i < times; i++) {
      rate.veiltun(Path.of(System.getProperty("veiltun.launcher")));
      if (other.isPresent()) {
        rate.wireguardGo(other.get());
      }
    }
  }

  private void veiltun(Path launcher) throws IOException, InterruptedException {
    try (Initiators initiators = initiators()) {
      StringJoiner peers = new StringJoiner(",\n");
      int number = 0;
      for (PublicKey key : initiators.publicKeys()) {
        String address = "10.99." + (1 + number / 250) + "." + (1 + number % 250);
        peers.add(
            "{\"publicKey\": \"%s\", \"allowedIps\": [\"%s/32\"]}"
                .formatted(key.base64(), address));
        number++;
      }
      String profile =
          """
          {
            "interface": {"name": "veilh0", "addresses": ["10.99.0.1/16"], "listenPort": %d},
            "privateKey": "%s",
            "peers": [%s]
          }
          """
              .formatted(PORT, base64(privateKey), peers);
      ProcessBuilder engine =
          new ProcessBuilder(launcher.toString(), "up", secret("relay.json", profile), "-f");
      engine.environment().put("VEILTUN_RUN_DIR", folder.toString());
      measure("veiltun", engine, initiators);
    }
  }

  private void wireguardGo(Path binary) throws IOException, InterruptedException {
    String device = "wgh" + ProcessHandle.current().pid();
    try (Initiators initiators = initiators()) {
      StringBuilder text =
          new StringBuilder(
              "[Interface]\nPrivateKey = %s\nListenPort = %d\n"
                  .formatted(base64(privateKey), PORT));
      for (PublicKey key : initiators.publicKeys()) {
        text.append("[Peer]\nPublicKey = ").append(key.base64()).append('\n');
      }
      String file = secret("wg.conf", text.toString());
      ProcessBuilder engine =
          new ProcessBuilder("sh", "-c", START_WIREGUARD_GO, binary.toString(), device, file);
      engine.environment().put("LOG_LEVEL", "error");
      measure("wireguard-go", engine, initiators);
    }
  }

  private Initiators initiators() throws IOException {
    InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
    return new Initiators(PEERS, X25519.publicKey(privateKey), target);
  }

  private void measure(String name, ProcessBuilder command, Initiators initiators)
      throws IOException, InterruptedException {
    Path log = folder.resolve(name + ".log");
    Process process = command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      initiators.awaitResponder(process::isAlive, START);
      for (int i = 0; i < WARM_UP_ROUNDS; i++) {
        int _ = initiators.round(WINDOW);
      }
      double before = ProcStat.cpuSeconds(List.of(process));
      int answered = 0;
      for (int i = 0; i < ROUNDS; i++) {
        answered += initiators.round(WINDOW);
      }
      double seconds = ProcStat.cpuSeconds(List.of(process)) - before;
      System.out.printf("%-14s %10d  %5.2f  %14.0f%n", name, answered, seconds, answered / seconds);
    } catch (IOException e) {
      throw new IOException(name + ": " + e.getMessage() + "\n" + Files.readString(log), e);
    } finally {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private static String base64(SecretKey key) {
    return Base64.getEncoder().encodeToString(key.bytes());
  }

  /** Writes a file that nobody else can read; its path. */
  private String secret(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file.toString();
  }
}
