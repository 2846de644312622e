package io.veiltun.engine.udp;

import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.os.PolledFlux;
import io.veiltun.engine.os.Watch;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.PacketBatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the sockets in turn by demand; what one recvmmsg gave is one batch. */
final class UdpReceiver extends PolledFlux {
  private final PacketLoop loop;
  private final Source[] sources;
  private int turn;

  UdpReceiver(List<UdpSocket> sockets, int maxDatagram, PacketLoop loop, DropCounters drops) {
    super(loop);
    this.loop = loop;
    sources = sockets.stream().map(s -> new Source(s, maxDatagram, drops)).toArray(Source[]::new);
  }

  @Override
  protected void start() {
    for (Source source : sources) {
      source.watch = loop.watch(source.socket.fd(), () -> onReady(source));
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
    for (Source source : sources) {
      Watch watch = source.watch;
      source.watch = null;
      if (watch != null) {
        watch.cancel();
      }
      source.socket.leave();
    }
  }

  private static final class Source {
    private static final int LENT_AT_ONCE = 2;

    private final UdpSocket socket;
    private final ReceiveBlock[] blocks = new ReceiveBlock[LENT_AT_ONCE];
    private @Nullable Watch watch;
    private boolean readable = true;

    Source(UdpSocket socket, int maxDatagram, DropCounters drops) {
      this.socket = socket;
      EndpointCache endpoints = new EndpointCache(socket.isIpv4());
      for (int i = 0; i < blocks.length; i++) {
        blocks[i] = new ReceiveBlock(socket, maxDatagram, endpoints, drops);
      }
    }

    /** Reads until a batch is not empty; null when the socket is. */
    @Nullable PacketBatch read(int lent) {
      ReceiveBlock block = blocks[lent % LENT_AT_ONCE];
      while (readable) {
        // A block that was not filled has emptied the socket; its next datagram is an event.
        readable = block.read();
        if (!block.batch().isEmpty()) {
          return block.batch();
        }
      }
      return null;
    }

    void clearError() {
      blocks[0].clearError();
    }
  }
}
