package io.veiltun.cli.run;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where running tunnels leave their journal, control socket and log: {@code /run/veiltun}, or what
 * {@value #OVERRIDE} names. Only its owner can enter it.
 *
 * @param path the directory
 */
public record RunDirectory(Path path) {
  /** The environment variable that names another directory. */
  public static final String OVERRIDE = "VEILTUN_RUN_DIR";

  private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9_=+.-]{1,15}");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final String JOURNAL = ".json";

  /** The directory this environment asks for. */
  public static RunDirectory of(Map<String, String> environment) {
    String override = environment.getOrDefault(OVERRIDE, "");
    return new RunDirectory(
        Path.of(override.isEmpty() ? "/run/veiltun" : override).toAbsolutePath());
  }

  /**
   * Makes the directory if it is missing, and refuses one that others could have prepared.
   *
   * @throws CommandFailure {@code UNSUPPORTED} if it cannot be made or is not safe
   */
  public void prepare() throws CommandFailure {
    try {
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      }
      PosixFileAttributes attributes =
          Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      boolean ours = attributes.owner().equals(Files.getOwner(Path.of("/proc/self")));
      if (!attributes.isDirectory() || !ours) {
        throw new CommandFailure(
            ExitCode.UNSUPPORTED,
            path + " does not belong to this user: remove it or set " + OVERRIDE);
      }
      if (!attributes.permissions().equals(OWNER_ONLY)) {
        Files.setPosixFilePermissions(path, OWNER_ONLY);
      }
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNSUPPORTED,
          "cannot use "
              + path
              + " ("
              + e.getClass().getSimpleName()
              + "): run as root or set "
              + OVERRIDE,
          e);
    }
  }

  /** The names of all tunnels that left a journal: the running ones and the crashed ones. */
  public List<String> names() throws CommandFailure {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(JOURNAL))
          .map(file -> file.substring(0, file.length() - JOURNAL.length()))
          .filter(name -> NAME.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNSUPPORTED, "cannot list " + path + ": run as root or set " + OVERRIDE, e);
    }
  }

  /** Whether the kernel would take this as the name of an interface and we as part of a path. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** The journal of a tunnel. */
  public Path journal(String name) {
    return file(name, JOURNAL);
  }

  /** The control socket of a tunnel. */
  public Path socket(String name) {
    return file(name, ".sock");
  }

  /** The log of a tunnel in the background. */
  public Path log(String name) {
    return file(name, ".log");
  }

  /** The file whose lock the running process holds. */
  public Path lock(String name) {
    return file(name, ".lock");
  }

  private Path file(String name, String suffix) {
    if (!isName(name)) {
      throw new IllegalArgumentException("not an interface name: " + name);
    }
    return path.resolve(name + suffix);
  }
}
