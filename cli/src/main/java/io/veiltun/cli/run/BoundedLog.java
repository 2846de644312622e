package io.veiltun.cli.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A log file that never grows beyond its bound: when full it becomes {@code FILE.1}, replacing the
 * one before. Made for whole lines per write, as a {@link java.io.PrintStream} does.
 */
final class BoundedLog extends OutputStream {
  private final Path file;
  private final long bound;
  private OutputStream out;
  private long size;

  /**
   * Appends to {@code file}.
   *
   * @param bound largest size of one file in bytes
   */
  BoundedLog(Path file, long bound) throws IOException {
    this.file = file;
    this.bound = bound;
    this.out = open(file);
    this.size = Files.size(file);
  }

  /** Opens a file to append to, made for its owner's eyes only. */
  private static OutputStream open(Path file) throws IOException {
    prepare(file);
    return Files.newOutputStream(file, StandardOpenOption.APPEND);
  }

  /** Makes the file with mode 0600 if it is missing. */
  static void prepare(Path file) throws IOException {
    Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
        .close();
  }

  @Override
  public synchronized void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (size > 0 && size + length > bound) {
      out.close();
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
      out = open(file);
      size = 0;
    }
    out.write(bytes, offset, length);
    size += length;
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}
