package io.veiltun.cli.profile;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** New files that only their owner can read. */
public final class PrivateFiles {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private PrivateFiles() {}

  /**
   * Writes all of {@code contents}, in order, or none; a file that exists is never touched.
   *
   * @throws CommandFailure naming the file that could not be written
   */
  public static void create(Map<Path, byte[]> contents) throws CommandFailure {
    List<Path> written = new ArrayList<>();
    for (Map.Entry<Path, byte[]> file : contents.entrySet()) {
      try {
        create(file.getKey(), file.getValue(), written);
      } catch (IOException e) {
        for (Path path : written) {
          delete(path);
        }
        throw failure(file.getKey(), e);
      }
    }
  }

  private static void create(Path path, byte[] content, List<Path> written) throws IOException {
    try (var channel =
        Files.newByteChannel(
            path,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            OWNER_ONLY)) {
      written.add(path);
      var bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // What stays is private, and the failure that led here says what went wrong.
    }
  }

  private static CommandFailure failure(Path path, IOException e) {
    return switch (e) {
      case FileAlreadyExistsException _ ->
          new CommandFailure(
              ExitCode.USAGE, path + ": exists already, remove it or name another place", e);
      case NoSuchFileException _ ->
          new CommandFailure(ExitCode.USAGE, path + ": there is no such folder", e);
      case AccessDeniedException _ ->
          new CommandFailure(ExitCode.USAGE, path + ": permission denied, name another place", e);
      default ->
          new CommandFailure(ExitCode.FAILED, path + ": cannot be written: " + e.getMessage(), e);
    };
  }
}
