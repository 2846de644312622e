package io.veiltun.engine.udp;

import io.veiltun.engine.os.Errno;
import io.veiltun.engine.os.Offloads;
import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.packet.Drops;
import io.veiltun.engine.packet.PacketBatch;
import java.io.IOException;
import java.util.List;
import reactor.core.publisher.Flux;

/**
 * Datagrams over UDP: one IPv4 and one IPv6 socket on the same port, or the one the host has. With
 * offloads many datagrams of a destination or source take one system call and one way through the
 * kernel (linux-dataplane §4).
 *
 * <p>Sockets can be closed, opened and moved to another port while both pipelines stay subscribed.
 * What happens to a datagram never ends anything: it is counted, and the next one is tried.
 */
public final class UdpTransport implements Transport {
  /** The kernel refused a socket, a port or a mark. */
  public static final class BindException extends IOException {
    private final int errno;

    BindException(String action, int errno) {
      super(action + ": " + Errno.text(errno));
      this.errno = errno;
    }

    /** The reason, positive: 98 if the port is taken. */
    public int errno() {
      return errno;
    }
  }

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

    /** These options with another port. */
    public Options withPort(int number) {
      return new Options(number, fwmark, offloads, receiveBuffer, sendBuffer, maxDatagram);
    }

    /** These options with another longest datagram without UDP_GRO. */
    public Options withMaxDatagram(int bytes) {
      return new Options(port, fwmark, offloads, receiveBuffer, sendBuffer, bytes);
    }

    /** These options with other SO_RCVBUF and SO_SNDBUF. */
    public Options withBuffers(int receive, int send) {
      return new Options(port, fwmark, offloads, receive, send, maxDatagram);
    }
  }

  private final PacketLoop sendLoop;
  private final PacketLoop receiveLoop;
  private final StickySources sources;
  private final ReturnRoutes routes;
  private final NetworkWatch watch;
  private final UdpReceiver receiver;
  private final UdpSender sender;
  private volatile List<UdpSocket> sockets = List.of();
  private volatile Runnable listener = () -> {};

  /** What the next sockets are made with; the port is the configured one. */
  private Options options;

  /** The port of the last sockets, kept while shut; 0 before there were any. */
  private int lastPort;

  private boolean closed;

  private UdpTransport(Options options, PacketLoop sendLoop, PacketLoop receiveLoop, Drops drops) {
    this.options = options;
    this.sendLoop = sendLoop;
    this.receiveLoop = receiveLoop;
    routes = new ReturnRoutes(options.fwmark());
    sources = new StickySources(routes);
    receiver = new UdpReceiver(options.maxDatagram(), receiveLoop, drops.received());
    sender = new UdpSender(sources, sendLoop, drops.sent());
    watch = new NetworkWatch(receiveLoop, this::networkChanged);
  }

  /**
   * Opens the sockets in the network namespace of the calling thread.
   *
   * @param sendLoop the loop the signals given to {@link #send} come on
   * @param receiveLoop the loop {@link #receive()} signals on; may be the same
   * @throws BindException if the port is taken or the mark not permitted
   */
  public static UdpTransport bind(
      Options options, PacketLoop sendLoop, PacketLoop receiveLoop, Drops drops)
      throws IOException {
    UdpTransport transport = shut(options, sendLoop, receiveLoop, drops);
    try {
      transport.open();
      return transport;
    } catch (IOException e) {
      transport.close();
      throw e;
    }
  }

  /**
   * A transport without sockets yet; what is sent meanwhile is dropped as {@code NO_SOCKET}. Call
   * it, and later {@link #open}, from threads of one network namespace.
   */
  public static UdpTransport shut(
      Options options, PacketLoop sendLoop, PacketLoop receiveLoop, Drops drops) {
    UdpTransport transport = new UdpTransport(options, sendLoop, receiveLoop, drops);
    transport.watch.start();
    return transport;
  }

  /**
   * Opens the sockets; nothing happens if they are. A port that the kernel chose is asked for
   * again, and another one taken if somebody else has it by now.
   *
   * @throws BindException if the configured port is taken or the mark not permitted
   */
  public synchronized void open() throws IOException {
    checkNotClosed();
    if (sockets.isEmpty()) {
      use(reopened());
    }
  }

  private List<UdpSocket> reopened() throws BindException {
    if (options.port() == 0 && lastPort != 0) {
      try {
        return SocketPair.open(options.withPort(lastPort));
      } catch (BindException e) {
        if (e.errno() != Errno.EADDRINUSE) {
          throw e;
        }
      }
    }
    return SocketPair.open(options);
  }

  /** Closes the sockets; both pipelines stay and go on with {@link #open}. Idempotent. */
  public synchronized void shut() {
    if (!sockets.isEmpty()) {
      use(List.of());
    }
  }

  /** Whether there are sockets. */
  public boolean isOpen() {
    return !sockets.isEmpty();
  }

  /**
   * Moves to another port. The new sockets are bound before the old ones go, so a failure changes
   * nothing; while shut the port is only remembered.
   *
   * @param port 0 to 65535; 0 lets the kernel choose
   * @throws BindException if it is taken
   */
  public synchronized void port(int port) throws IOException {
    checkNotClosed();
    Options moved = options.withPort(port);
    if (sockets.isEmpty()) {
      lastPort = 0;
    } else if (port == 0 || port != lastPort) {
      use(SocketPair.open(moved));
    }
    options = moved;
    sources.changed();
  }

  /** The local port of both sockets, or what {@link #open} will ask for; 0: any. */
  public synchronized int port() {
    return lastPort != 0 ? lastPort : options.port();
  }

  /**
   * Marks datagrams from now on, and those of later sockets.
   *
   * @param mark the SO_MARK, 0 for none
   * @throws BindException without CAP_NET_ADMIN; nothing has changed then
   */
  public synchronized void fwmark(int mark) throws IOException {
    List<UdpSocket> open = sockets;
    for (int i = 0; i < open.size(); i++) {
      int result = open.get(i).mark(mark);
      if (result < 0) {
        for (UdpSocket marked : open.subList(0, i)) {
          marked.mark(options.fwmark());
        }
        throw new BindException("fwmark " + mark, -result);
      }
    }
    options = options.withFwmark(mark);
    routes.mark(mark);
    sources.changed();
  }

  /** The mark of datagrams, 0 for none. */
  public synchronized int fwmark() {
    return options.fwmark();
  }

  /** Runs on the receive loop, after addresses, routes or links of this namespace changed. */
  @Override
  public void onNetworkChange(Runnable task) {
    listener = task;
  }

  private void networkChanged() {
    sources.changed();
    listener.run();
  }

  /** Exchanges the sockets of both directions and waits until the old ones are closed. */
  private void use(List<UdpSocket> opened) {
    List<UdpSocket> old = sockets;
    sockets = opened;
    if (!opened.isEmpty()) {
      lastPort = opened.getFirst().port();
    }
    receiver.use(opened);
    sender.use(opened);
    if (!sendLoop.inLoop() && !receiveLoop.inLoop()) {
      old.forEach(UdpSocket::awaitClosed);
    }
  }

  private void checkNotClosed() throws IOException {
    if (closed) {
      throw new IOException("the transport is closed");
    }
  }

  /** Whether UDP_SEGMENT is used at least for one family; kernels may prove to lack it later. */
  public boolean offloadsSend() {
    return sockets.stream().anyMatch(UdpSocket::gso);
  }

  /** Whether UDP_GRO is used at least for one family. */
  public boolean offloadsReceive() {
    return sockets.stream().anyMatch(UdpSocket::gro);
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
  public synchronized void close() {
    if (!closed) {
      closed = true;
      sockets = List.of();
      watch.close();
      sender.close(routes::close);
      receiver.close();
    }
  }
}
