package io.veiltun.engine.udp;

import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.os.PolledFlux;
import io.veiltun.engine.os.Watch;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.PacketBatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the sockets in turn by demand; what one recvmmsg gave is one batch. Sockets may be
 * exchanged at any time, and there may be none.
 */
final class UdpReceiver extends PolledFlux {
  private final PacketLoop loop;
  private final Source[] sources;
  private int turn;
  private boolean started;
  private boolean stopped;

  UdpReceiver(int maxDatagram, PacketLoop loop, DropCounters drops) {
    super(loop);
    this.loop = loop;
    sources =
        new Source[] {new Source(true, maxDatagram, drops), new Source(false, maxDatagram, drops)};
  }

  /** Reads these sockets from now on and leaves those it had. Any thread. */
  void use(List<UdpSocket> sockets) {
    loop.executeOrRun(() -> exchange(sockets));
  }

  private void exchange(List<UdpSocket> sockets) {
    if (stopped) {
      sockets.forEach(UdpSocket::leave);
      return;
    }
    for (Source source : sources) {
      source.leave();
    }
    for (UdpSocket socket : sockets) {
      sources[socket.isIpv4() ? 0 : 1].read(socket);
    }
    if (started) {
      watch();
      ready();
    }
  }

  @Override
  protected void start() {
    started = true;
    watch();
  }

  private void watch() {
    for (Source source : sources) {
      if (source.socket != null) {
        source.watch = loop.watch(source.socket.fd(), () -> onReady(source));
      }
    }
  }

  private void onReady(Source source) {
    source.readable = true;
    Watch watch = source.watch;
    if (watch != null && watch.failed()) {
      // Reading the error clears it; otherwise it would wake the loop for ever.
      source.clearError();
    }
    ready();
  }

  @Override
  protected @Nullable PacketBatch poll(int lent) {
    for (int i = 0; i < sources.length; i++) {
      Source source = sources[turn];
      turn = turn + 1 == sources.length ? 0 : turn + 1;
      PacketBatch batch = source.readable ? source.read(lent) : null;
      if (batch != null) {
        return batch;
      }
    }
    return null;
  }

  @Override
  protected boolean hasBuffered() {
    return false;
  }

  @Override
  protected void interest(boolean read) {
    for (Source source : sources) {
      Watch watch = source.watch;
      if (watch != null) {
        watch.interest(read, false);
      }
    }
  }

  void close() {
    end(null);
  }

  @Override
  protected void stop() {
    stopped = true;
    for (Source source : sources) {
      source.leave();
    }
  }

  /** One address family. */
  private static final class Source {
    private static final int LENT_AT_ONCE = 2;

    private final int maxDatagram;
    private final EndpointCache endpoints;
    private final DropCounters drops;
    private final @Nullable ReceiveBlock[] blocks = new ReceiveBlock[LENT_AT_ONCE];
    private @Nullable UdpSocket socket;
    private @Nullable Watch watch;
    private boolean readable;

    Source(boolean ipv4, int maxDatagram, DropCounters drops) {
      this.maxDatagram = maxDatagram;
      this.drops = drops;
      endpoints = new EndpointCache(ipv4);
    }

    void read(UdpSocket opened) {
      socket = opened;
      readable = true;
      for (int i = 0; i < blocks.length; i++) {
        ReceiveBlock block = blocks[i];
        if (block == null || block.gro() != opened.gro()) {
          blocks[i] =
              new ReceiveBlock(opened.isIpv4(), opened.gro(), maxDatagram, endpoints, drops);
        }
      }
    }

    void leave() {
      Watch watched = watch;
      UdpSocket left = socket;
      watch = null;
      socket = null;
      readable = false;
      if (watched != null) {
        watched.cancel();
      }
      if (left != null) {
        left.leave();
      }
    }

    /** Reads until a batch is not empty; null when the socket is. */
    @Nullable PacketBatch read(int lent) {
      ReceiveBlock block = blocks[lent % LENT_AT_ONCE];
      UdpSocket from = socket;
      while (readable && block != null && from != null) {
        // A block that was not filled has emptied the socket; its next datagram is an event.
        readable = block.read(from.fd());
        if (!block.batch().isEmpty()) {
          return block.batch();
        }
      }
      return null;
    }

    void clearError() {
      if (socket != null) {
        socket.clearError();
      }
    }
  }
}
