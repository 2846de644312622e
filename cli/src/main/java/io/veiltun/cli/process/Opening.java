package io.veiltun.cli.process;

import io.veiltun.cli.exit.CommandFailure;
import io.veiltun.cli.exit.ExitCode;
import io.veiltun.cli.run.LaunchOptions;
import io.veiltun.cli.uapi.SocketFile;
import io.veiltun.cli.uapi.UapiServer;
import io.veiltun.cli.uapi.UapiTarget;
import io.veiltun.engine.os.Libc;
import io.veiltun.engine.os.Offloads;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.tun.LinkListener;
import io.veiltun.engine.tun.LinkWatch;
import io.veiltun.engine.tun.LinuxTun;
import io.veiltun.engine.udp.UdpTransport;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens what may be missing or forbidden on a host, and says what to do about it. */
final class Opening {
  private static final Logger log = LoggerFactory.getLogger(Opening.class);
  private static final Path TUN = Path.of("/dev/net/tun");

  private Opening() {}

  /** The socket that {@code wg} looks for. */
  static SocketFile socket(DeviceRequest request) throws CommandFailure {
    try {
      if (request.socketDescriptor().isPresent()) {
        return SocketFile.adopt(
            SocketFile.DIRECTORY,
            request.name(),
            InheritedSocket.listening(request.socketDescriptor().getAsInt()));
      }
      return SocketFile.bind(SocketFile.DIRECTORY, request.name());
    } catch (AccessDeniedException e) {
      throw new CommandFailure(
          ExitCode.UNSUPPORTED,
          "the socket of wg: cannot write " + e.getFile() + ": run as root",
          e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, "the socket of wg: " + e.getMessage(), e);
    }
  }

  /**
   * Also offers a tunnel with a profile to {@code wg}, unless another interface of this name, as in
   * another network namespace, has the socket, or there is no place for it.
   */
  static Optional<UapiServer> serveIfPossible(String name, UapiTarget target) {
    try {
      SocketFile socket = SocketFile.bind(SocketFile.DIRECTORY, name);
      try {
        return Optional.of(
            UapiServer.start(
                socket,
                target,
                () -> log.info("the socket of wg was deleted: wg can't show {} any more", name),
                Libc::interfaceIndex));
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    } catch (IOException e) {
      log.info("wg can't show {}: {}", name, e.getMessage());
      return Optional.empty();
    }
  }

  /** A device that another program opened. */
  static LinuxTun adopted(int descriptor, LinuxTun.Options options, Loops loops, Drops drops)
      throws CommandFailure {
    try {
      return LinuxTun.adopt(descriptor, options, loops.send(), drops);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED, DeviceRequest.TUN_FD + "=" + descriptor + ": " + e.getMessage(), e);
    }
  }

  static LinkWatch watch(LinuxTun tun, LinkListener listener) throws CommandFailure {
    try {
      return LinkWatch.start(tun, listener);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNSUPPORTED, tun.name() + " can't be watched: " + e.getMessage(), e);
    }
  }

  static UapiServer serve(SocketFile socket, UapiTarget target, Runnable deleted)
      throws CommandFailure {
    try {
      return UapiServer.start(socket, target, deleted, Libc::interfaceIndex);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED, "the socket of wg can't be served: " + e.getMessage(), e);
    }
  }

  static Offloads offloads(LaunchOptions options) {
    return options.offloads() ? Offloads.AUTO : Offloads.OFF;
  }

  static LinuxTun tun(String name, LinuxTun.Options options, Loops loops, Drops drops)
      throws CommandFailure {
    if (!Files.exists(TUN)) {
      throw new CommandFailure(
          ExitCode.UNSUPPORTED,
          TUN
              + " is missing: load the kernel module (modprobe tun), or give the container"
              + " --device /dev/net/tun");
    }
    try {
      return LinuxTun.open(name, options, loops.send(), drops);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNSUPPORTED,
          "interface "
              + name
              + " can't be made: "
              + e.getMessage()
              + " (needs root or CAP_NET_ADMIN, and a name no other program uses)",
          e);
    }
  }

  static UdpTransport udp(UdpTransport.Options options, Loops loops, Drops drops)
      throws CommandFailure {
    try {
      return UdpTransport.bind(options, loops.send(), loops.receive(), drops);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED, "UDP port " + options.port() + ": " + e.getMessage(), e);
    }
  }
}
