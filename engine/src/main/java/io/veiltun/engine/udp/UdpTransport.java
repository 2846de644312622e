package io.veiltun.engine.udp;

import io.veiltun.engine.os.Errno;
import io.veiltun.engine.os.Offloads;
import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.PacketBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;

/**
 * Datagrams over UDP: one IPv4 and one IPv6 socket on the same port, or the one the host has. With
 * offloads many datagrams of a destination or source take one system call and one way through the
 * kernel (linux-dataplane §4).
 */
public final class UdpTransport implements Transport {
  private static final int ATTEMPTS = 100;

  /**
   * How sockets are opened.
   *
   * @param port the local port, 0 to 65535; 0 lets the kernel choose
   * @param fwmark the SO_MARK for routing rules; 0 for none, else CAP_NET_ADMIN is needed
   * @param offloads whether to use UDP_SEGMENT and UDP_GRO
   * @param receiveBuffer SO_RCVBUF in bytes; what exceeds the system's limit needs CAP_NET_ADMIN
   * @param sendBuffer SO_SNDBUF in bytes, likewise
   * @param maxDatagram without UDP_GRO the longest datagram received, 576 to 65535 bytes; longer
   *     ones are dropped as TRUNCATED. With it always 65535
   */
  public record Options(
      int port, int fwmark, Offloads offloads, int receiveBuffer, int sendBuffer, int maxDatagram) {
    private static final int SEVEN_MIB = 7 << 20;

    /** Checks the ranges. */
    public Options {
      if (port < 0 || port > 65535) {
        throw new IllegalArgumentException("port " + port + " is not in 0..65535");
      }
      if (receiveBuffer < 1 || sendBuffer < 1) {
        throw new IllegalArgumentException("buffer sizes must be positive");
      }
      if (maxDatagram < 576 || maxDatagram > 65535) {
        throw new IllegalArgumentException("maxDatagram " + maxDatagram + " not in 576..65535");
      }
    }

    /** Every offload the kernel has, 7 MiB buffers, no mark. */
    public static Options of(int port) {
      return new Options(port, 0, Offloads.AUTO, SEVEN_MIB, SEVEN_MIB, 9216);
    }

    /** These options with a firewall mark. */
    public Options withFwmark(int mark) {
      return new Options(port, mark, offloads, receiveBuffer, sendBuffer, maxDatagram);
    }

    /** These options with offloads on or off. */
    public Options withOffloads(Offloads choice) {
      return new Options(port, fwmark, choice, receiveBuffer, sendBuffer, maxDatagram);
    }

    /** These options with other SO_RCVBUF and SO_SNDBUF. */
    public Options withBuffers(int receive, int send) {
      return new Options(port, fwmark, offloads, receive, send, maxDatagram);
    }
  }

  private final List<UdpSocket> sockets;
  private final UdpReceiver receiver;
  private final UdpSender sender;
  private final AtomicBoolean closed = new AtomicBoolean();

  private UdpTransport(
      List<UdpSocket> sockets,
      Options options,
      PacketLoop sendLoop,
      PacketLoop receiveLoop,
      Drops drops) {
    this.sockets = sockets;
    receiver = new UdpReceiver(sockets, options.maxDatagram(), receiveLoop, drops.received());
    sender = new UdpSender(sockets, sendLoop, drops.sent());
  }

  /**
   * Opens the sockets in the network namespace of the calling thread.
   *
   * @param sendLoop the loop the signals given to {@link #send} come on
   * @param receiveLoop the loop {@link #receive()} signals on; may be the same
   * @throws IOException if the port is taken or the mark not permitted
   */
  public static UdpTransport bind(
      Options options, PacketLoop sendLoop, PacketLoop receiveLoop, Drops drops)
      throws IOException {
    return new UdpTransport(pair(options), options, sendLoop, receiveLoop, drops);
  }

  private static List<UdpSocket> pair(Options options) throws IOException {
    for (int attempt = 1; ; attempt++) {
      List<UdpSocket> opened = new ArrayList<>();
      try {
        addIfFamilyExists(opened, true, options.port(), options);
        int port = opened.isEmpty() ? options.port() : opened.getFirst().port();
        addIfFamilyExists(opened, false, port, options);
        if (opened.isEmpty()) {
          throw new IOException("this host has neither IPv4 nor IPv6");
        }
        return List.copyOf(opened);
      } catch (IOException e) {
        opened.forEach(UdpTransport::abandon);
        boolean again =
            e instanceof UdpSocket.Refused refused
                && refused.errno() == Errno.EADDRINUSE
                && options.port() == 0
                && attempt < ATTEMPTS;
        if (!again) {
          throw e;
        }
      }
    }
  }

  private static void addIfFamilyExists(
      List<UdpSocket> opened, boolean ipv4, int port, Options options) throws UdpSocket.Refused {
    try {
      opened.add(UdpSocket.bind(ipv4, port, options));
    } catch (UdpSocket.Refused e) {
      if (e.errno() != Errno.EAFNOSUPPORT && e.errno() != Errno.EADDRNOTAVAIL) {
        throw e;
      }
    }
  }

  private static void abandon(UdpSocket socket) {
    socket.leave();
    socket.leave();
  }

  /** The local port of both sockets. */
  public int port() {
    return sockets.getFirst().port();
  }

  /** Whether UDP_SEGMENT is used at least for one family; kernels may prove to lack it later. */
  public boolean offloadsSend() {
    return sockets.stream().anyMatch(UdpSocket::gso);
  }

  /** Whether UDP_GRO is used at least for one family. */
  public boolean offloadsReceive() {
    return sockets.stream().anyMatch(UdpSocket::gro);
  }

  /**
   * Marks datagrams from now on.
   *
   * @param mark the SO_MARK, 0 for none
   * @throws IOException without CAP_NET_ADMIN
   */
  public void fwmark(int mark) throws IOException {
    for (UdpSocket socket : sockets) {
      int result = socket.mark(mark);
      if (result < 0) {
        throw Errno.failure("fwmark " + mark, result);
      }
    }
  }

  @Override
  public Flux<PacketBatch> receive() {
    return receiver;
  }

  @Override
  public void send(Flux<PacketBatch> datagrams) {
    datagrams.subscribe(sender);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      sender.close();
      receiver.close();
    }
  }
}
