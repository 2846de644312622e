package io.veiltun.it.docker;

import io.veiltun.cli.lab.SystemCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** The images that tests start, built once from this source tree. */
final class Images {
  static final String VEILTUN = "veiltun:latest";
  static final String TOOLS = "veiltun-tools:latest";
  static final String WIREGUARD_GO = "veiltun-wireguard-go:latest";

  /** The user of {@link #VEILTUN}. */
  static final int USER = 10001;

  private static boolean built;

  private Images() {}

  /** Builds what is missing or out of date. Fails where no engine answers. */
  static synchronized void build() throws IOException {
    if (!built) {
      SystemCommand.run(script("build").toString(), "tools", "prometheus", "wireguard-go");
      built = true;
    }
  }

  /**
   * The TUN device for containers. Where no udev runs it is root's alone; a node beside it then has
   * the mode that udev gives.
   */
  static Path tun() {
    Path device = Path.of("/dev/net/tun");
    Path own = script("build").resolveSibling("target").resolve("tun-for-tests");
    try {
      if (Files.getPosixFilePermissions(device).contains(PosixFilePermission.OTHERS_WRITE)) {
        return device;
      }
      synchronized (Images.class) {
        if (!Files.exists(own)) {
          SystemCommand.run("mknod", "-m", "0666", own.toString(), "c", "10", "200");
        }
      }
      return own;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A script of the folder {@code docker} of this source tree. */
  static Path script(String name) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path script = at.resolve("docker").resolve(name);
      if (Files.isExecutable(script)) {
        return script;
      }
    }
    throw new IllegalStateException("no folder docker above the working directory");
  }
}
