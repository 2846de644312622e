package io.veiltun.cli.machine;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads and writes small files, with failures in words. */
final class TextFile {
  /** No trace or list of machines in use comes near; a device file would never end. */
  private static final long MOST_BYTES = 256L << 20;

  private TextFile() {}

  static String read(Path file) throws CommandFailure {
    try {
      if (Files.isDirectory(file)) {
        throw new CommandFailure(ExitCode.USAGE, file + ": is a folder, name a file in it");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new CommandFailure(ExitCode.USAGE, file + ": larger than 256 MiB, split it");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new CommandFailure(ExitCode.USAGE, file + ": is not a text file in UTF-8", e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, file + ": cannot be read: " + reason(e), e);
    }
  }

  static void write(Path file, String text) throws CommandFailure {
    try {
      Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED, file + ": cannot be written: " + reason(e) + "; name another place", e);
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file or folder";
      case AccessDeniedException _ -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }
}
