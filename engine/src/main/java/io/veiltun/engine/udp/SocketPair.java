package io.veiltun.engine.udp;

import io.veiltun.engine.os.Errno;
import java.util.ArrayList;
import java.util.List;

/** Opens one socket of each address family on one port, or of the family the host has. */
final class SocketPair {
  private static final int ATTEMPTS = 100;

  private SocketPair() {}

  static List<UdpSocket> open(UdpTransport.Options options) throws UdpTransport.BindException {
    for (int attempt = 1; ; attempt++) {
      List<UdpSocket> opened = new ArrayList<>();
      try {
        addIfFamilyExists(opened, true, options.port(), options);
        int port = opened.isEmpty() ? options.port() : opened.getFirst().port();
        addIfFamilyExists(opened, false, port, options);
        if (opened.isEmpty()) {
          throw new UdpTransport.BindException("this host has no UDP", Errno.EAFNOSUPPORT);
        }
        return List.copyOf(opened);
      } catch (UdpTransport.BindException e) {
        opened.forEach(SocketPair::abandon);
        boolean again = e.errno() == Errno.EADDRINUSE && options.port() == 0 && attempt < ATTEMPTS;
        if (!again) {
          throw e;
        }
      }
    }
  }

  private static void addIfFamilyExists(
      List<UdpSocket> opened, boolean ipv4, int port, UdpTransport.Options options)
      throws UdpTransport.BindException {
    try {
      opened.add(UdpSocket.bind(ipv4, port, options));
    } catch (UdpTransport.BindException e) {
      if (e.errno() != Errno.EAFNOSUPPORT && e.errno() != Errno.EADDRNOTAVAIL) {
        throw e;
      }
    }
  }

  /** Closes a socket that neither direction uses. */
  static void abandon(UdpSocket socket) {
    socket.leave();
    socket.leave();
  }
}
