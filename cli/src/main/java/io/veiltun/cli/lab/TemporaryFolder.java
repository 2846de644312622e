package io.veiltun.cli.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for the owner only (0700) that goes with {@link #close()} or with this process. */
public final class TemporaryFolder implements AutoCloseable {
  private final Path path;
  private final Thread atExit = new Thread(this::removeQuietly, "folder-cleaner");

  private TemporaryFolder(Path path) {
    this.path = path;
  }

  /** Creates one whose name begins with {@code prefix}, where the system keeps such. */
  public static TemporaryFolder create(String prefix) throws IOException {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    TemporaryFolder folder = new TemporaryFolder(Files.createTempDirectory(prefix, ownerOnly));
    Runtime.getRuntime().addShutdownHook(folder.atExit);
    return folder;
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    remove();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private void removeQuietly() {
    try {
      remove();
    } catch (IOException | UncheckedIOException e) {
      System.err.println("lab: " + path + " could not be removed: " + e.getMessage());
    }
  }

  private void remove() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(path)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      // A process that ends just now removes its own files under our feet.
      if (!(e.getCause() instanceof NoSuchFileException)) {
        throw e;
      }
      remove();
      return;
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
