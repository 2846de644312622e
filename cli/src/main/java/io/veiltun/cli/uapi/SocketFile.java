package io.veiltun.cli.uapi;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening socket of an interface, and its place in the file system, where {@code wg} looks.
 */
public final class SocketFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SocketFile.class);

  /** Where every user-space engine has its socket. */
  public static final Path DIRECTORY = Path.of("/var/run/wireguard");

  private final Path path;
  private final ServerSocketChannel channel;
  private final @Nullable Object identity;
  private boolean closed;

  private SocketFile(Path path, ServerSocketChannel channel) {
    this.path = path;
    this.channel = channel;
    identity = identity(path);
  }

  /** Where the socket of this interface is. */
  public static Path path(Path directory, String name) {
    return directory.resolve(name + ".sock");
  }

  /**
   * Makes the socket, for its owner only from the first moment. One that nobody serves any more is
   * replaced.
   *
   * @param directory made if it is missing, then for its owner only
   * @throws IOException if another process serves it, something else is there, or it can't be made
   */
  public static SocketFile bind(Path directory, String name) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path path = path(directory, name);
    refuseIfTaken(path);
    // Made where only we can enter, and moved when it is as it should be.
    Path nursery = Files.createTempDirectory(directory, ".");
    Path fresh = nursery.resolve("s");
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(fresh));
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return new SocketFile(path, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    } finally {
      Files.deleteIfExists(fresh);
      Files.delete(nursery);
    }
  }

  /** Takes a socket over that listens already, and was put in its place by who made it. */
  public static SocketFile adopt(Path directory, String name, ServerSocketChannel listening) {
    return new SocketFile(path(directory, name), listening);
  }

  private static void refuseIfTaken(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new IOException(path + " is there and is no socket: remove it");
    }
    try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      throw new InUseException(path);
    } catch (InUseException e) {
      throw e;
    } catch (IOException e) {
      // Refused: nobody listens.
      return;
    }
  }

  private static final class InUseException extends IOException {
    private static final long serialVersionUID = 1;

    InUseException(Path path) {
      super(path + " is in use by another process");
    }
  }

  /** With its time, since the number of a deleted file is given to another. */
  private static @Nullable Object identity(Path path) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isOther()
          ? List.of(String.valueOf(attributes.fileKey()), attributes.creationTime())
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  ServerSocketChannel channel() {
    return channel;
  }

  /** Whether this very socket is still in its place: deleting it is the way to end an engine. */
  boolean isInPlace() {
    return identity != null && identity.equals(identity(path));
  }

  /** Closes the socket, and removes it from its place unless another took it. Idempotent. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      channel.close();
      if (isInPlace()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      log.warn("{} is not removed: {}", path, e.toString());
    }
  }
}
