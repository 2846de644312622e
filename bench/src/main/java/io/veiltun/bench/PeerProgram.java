package io.veiltun.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Another user-space WireGuard program, where to find it and how to get it.
 *
 * @param title what options and tables call it
 * @param binaries names its executable may have
 * @param arguments before the device's name, to keep it in the foreground
 * @param install the command that installs it
 */
public record PeerProgram(
    String title, List<String> binaries, List<String> arguments, String install) {
  /** Those that the comparison knows. */
  public static final List<PeerProgram> KNOWN =
      List.of(
          new PeerProgram(
              "wireguard-go",
              List.of("wireguard-go", "wireguard"),
              List.of("-f"),
              "GOBIN=DIR go install"
                  + " golang.zx2c4.com/wireguard@v0.0.0-20260522210424-ecfc5a8d5446"),
          new PeerProgram(
              "gotatun",
              List.of("gotatun"),
              List.of("-f", "--disable-drop-privileges"),
              "cargo install --root DIR gotatun-cli@0.10.2"),
          new PeerProgram(
              "boringtun",
              List.of("boringtun-cli"),
              List.of("-f", "--disable-drop-privileges"),
              "cargo install --root DIR boringtun-cli@0.7.1"));

  /** The program called {@code title}, if it is known. */
  public static Optional<PeerProgram> named(String title) {
    return KNOWN.stream().filter(peer -> peer.title().equals(title)).findFirst();
  }

  /**
   * Looks in the directories of {@code VEILTUN_PEERS} and in their {@code bin}, then on the path.
   */
  public Optional<Path> find() {
    Stream<String> given =
        directories("VEILTUN_PEERS").flatMap(directory -> Stream.of(directory, directory + "/bin"));
    return Stream.concat(given, directories("PATH"))
        .flatMap(directory -> binaries.stream().map(binary -> Path.of(directory, binary)))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  private static Stream<String> directories(String variable) {
    return Stream.of(System.getenv().getOrDefault(variable, "").split(":", -1))
        .filter(directory -> !directory.isEmpty());
  }
}
