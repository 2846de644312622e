package io.veiltun.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/** Files that hold secrets: read with a bound, and checked for who else may read them. */
public final class SecretFile {
  private static final Pattern PLAIN_IN_SHELL =
      Pattern.compile("[A-Za-z0-9_./@%+=:,][A-Za-z0-9_./@%+=:,-]*");

  private SecretFile() {}

  /** The whole content; longer than {@code limit} bytes is an error. */
  public static byte[] read(Path file, int limit) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "a directory, not a file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(limit + 1);
      if (content.length > limit) {
        Arrays.fill(content, (byte) 0);
        throw new FileSystemException(file.toString(), null, "longer than " + limit + " bytes");
      }
      return content;
    }
  }

  /** Why a file can't be read, without its path. */
  public static String reason(IOException error) {
    return switch (error) {
      case NoSuchFileException _ -> "no such file";
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      default -> "cannot be read";
    };
  }

  /** Whether group or others may read; false on file systems without POSIX permissions. */
  public static boolean readableByOthers(Path file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      return permissions.contains(PosixFilePermission.GROUP_READ)
          || permissions.contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException _) {
      return false;
    }
  }

  /** The command that makes {@code file} private, ready for a POSIX shell. */
  public static String chmod(Path file) {
    String path = file.toString();
    String safe = path.startsWith("-") ? "./" + path : path;
    return "chmod 600 "
        + (PLAIN_IN_SHELL.matcher(safe).matches() ? safe : "'" + safe.replace("'", "'\\''") + "'");
  }
}
