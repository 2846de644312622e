package io.veiltun.engine.udp;

import io.veiltun.engine.os.Errno;
import io.veiltun.engine.os.Libc;
import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.os.Watch;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BaseSubscriber;

/**
 * Sends batch by batch on the send loop and asks for the next when the last is out. A full socket
 * keeps the batch until it is writable. Sockets may be exchanged at any time, and there may be
 * none. The error table is linux-dataplane §4.2.
 */
final class UdpSender extends BaseSubscriber<PacketBatch> {
  private static final Logger LOG = LoggerFactory.getLogger(UdpSender.class);
  private static final int MSG_DONTWAIT = 0x40;

  /** sendmmsg(2), replaceable by tests that inject failures. */
  @FunctionalInterface
  interface SendCall {
    int sendmmsg(int fd, long messages, int count, int flags);
  }

  private final PacketLoop loop;
  private final DropCounters drops;
  private final SendCall call;
  private final StickySources sources;
  private final SendBlock block = new SendBlock();
  private @Nullable Outlet ipv4;
  private @Nullable Outlet ipv6;
  private @Nullable PacketBatch batch;
  private int nextMessage;
  private int cursor;
  private int plainUntil;
  private int refusedOnce;
  private boolean closed;

  UdpSender(StickySources sources, PacketLoop loop, DropCounters drops) {
    this(sources, loop, drops, Libc::sendmmsg);
  }

  UdpSender(StickySources sources, PacketLoop loop, DropCounters drops, SendCall call) {
    this.sources = sources;
    this.loop = loop;
    this.drops = drops;
    this.call = call;
  }

  /** Sends through these sockets from now on and leaves those it had. Any thread. */
  void use(List<UdpSocket> sockets) {
    loop.executeOrRun(() -> exchange(sockets));
  }

  private void exchange(List<UdpSocket> sockets) {
    if (closed) {
      sockets.forEach(UdpSocket::leave);
      return;
    }
    leave();
    for (UdpSocket socket : sockets) {
      if (socket.isIpv4()) {
        ipv4 = new Outlet(socket);
      } else {
        ipv6 = new Outlet(socket);
      }
    }
    if (nextMessage < block.count()) {
      // A full socket kept these; the new one may take them, or there may be none.
      replanFrom(nextMessage);
    }
    pump();
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    subscription.request(1);
  }

  @Override
  protected void hookOnNext(PacketBatch next) {
    if (closed) {
      return;
    }
    batch = next;
    cursor = 0;
    plainUntil = 0;
    refusedOnce = -1;
    pump();
  }

  @Override
  protected void hookOnError(Throwable error) {
    if (error instanceof IOException) {
      LOG.warn("outbound datagrams ended: {}", error.getMessage());
    } else {
      LOG.warn("outbound datagrams ended", error);
    }
  }

  /** Stops sending and gives up the sockets, then runs {@code done} on the loop. Any thread. */
  void close(Runnable done) {
    cancel();
    loop.executeOrRun(() -> {
      closed = true;
      batch = null;
      leave();
      done.run();
    });
  }

  private void leave() {
    for (Outlet outlet : new @Nullable Outlet[] {ipv4, ipv6}) {
      if (outlet != null) {
        outlet.stop();
      }
    }
    ipv4 = null;
    ipv6 = null;
  }

  private void pump() {
    PacketBatch current = batch;
    if (current == null || closed) {
      return;
    }
    sources.begin();
    while (true) {
      if (nextMessage == block.count()) {
        plan(current);
        if (block.count() == 0) {
          break;
        }
      }
      Outlet full = flush(current);
      if (full != null) {
        if (full.awaitRoom()) {
          return;
        }
        dropMessage(current, nextMessage, DropReason.QUEUE_FULL);
        nextMessage++;
      }
    }
    batch = null;
    request(1);
  }

  /** Fills the block with messages for the slots from the cursor on. */
  private void plan(PacketBatch from) {
    block.clear();
    nextMessage = 0;
    int size = from.size();
    for (; cursor < size; cursor++) {
      if (from.isDropped(cursor)) {
        continue;
      }
      Endpoint to = from.endpoint(cursor);
      Outlet outlet = to == null ? null : outlet(to);
      if (to == null || outlet == null) {
        drops.count(to == null ? DropReason.NO_ENDPOINT : DropReason.NO_SOCKET);
        from.drop(cursor);
        continue;
      }
      boolean join = outlet.gso && cursor >= plainUntil;
      if (!block.add(from, cursor, to, join, sources.isUsable(to))) {
        break;
      }
    }
    block.seal();
  }

  /** Sends the block's messages; returns the socket that has no room, or null. */
  private @Nullable Outlet flush(PacketBatch from) {
    while (nextMessage < block.count()) {
      int first = nextMessage;
      boolean four = block.endpoint(first).isIpv4();
      int end = first + 1;
      while (end < block.count() && block.endpoint(end).isIpv4() == four) {
        end++;
      }
      Outlet outlet = outlet(block.endpoint(first));
      if (outlet == null) {
        throw new IllegalStateException("planned for a family without a socket");
      }
      int sent = call.sendmmsg(outlet.socket.fd(), block.address(first), end - first, MSG_DONTWAIT);
      if (sent > 0) {
        nextMessage += sent;
      } else if (sent == -Errno.EAGAIN) {
        return outlet;
      } else {
        fail(from, first, outlet, -sent);
      }
    }
    return null;
  }

  private void fail(PacketBatch from, int message, Outlet outlet, int errno) {
    boolean refused = errno == Errno.EINVAL || errno == Errno.EMSGSIZE || errno == Errno.EIO;
    if (refused && block.isSegmented(message)) {
      outlet.gso &= errno != Errno.EIO;
      plainUntil = block.endSlot(message);
      replanFrom(message);
    } else if (block.isSourced(message) && (errno == Errno.EINVAL || isUnreachable(errno))) {
      sources.refused(block.endpoint(message));
      replanFrom(message);
    } else if (errno == Errno.ECONNREFUSED && refusedOnce != block.firstSlot(message)) {
      // The error is an ICMP answer to an earlier datagram; this one was not tried.
      refusedOnce = block.firstSlot(message);
    } else if (isUnreachable(errno)) {
      dropDestination(from, message);
      replanFrom(message);
    } else {
      boolean queue = errno == Errno.ENOBUFS;
      dropMessage(from, message, queue ? DropReason.QUEUE_FULL : DropReason.IO_ERROR);
      nextMessage++;
    }
  }

  private static boolean isUnreachable(int errno) {
    return errno == Errno.EPERM
        || errno == Errno.ENETUNREACH
        || errno == Errno.ENETDOWN
        || errno == Errno.EHOSTUNREACH
        || errno == Errno.EADDRNOTAVAIL;
  }

  private void replanFrom(int message) {
    cursor = block.firstSlot(message);
    block.clear();
    nextMessage = 0;
  }

  private void dropMessage(PacketBatch from, int message, DropReason reason) {
    for (int slot = block.firstSlot(message); slot < block.endSlot(message); slot++) {
      if (!from.isDropped(slot)) {
        drops.count(reason);
      }
    }
  }

  /** Gives up this destination for the rest of the batch; the others go on. */
  private void dropDestination(PacketBatch from, int message) {
    Endpoint to = block.endpoint(message);
    sources.acquit(to);
    for (int slot = block.firstSlot(message); slot < from.size(); slot++) {
      Endpoint other = from.endpoint(slot);
      if (!from.isDropped(slot) && other != null && other.sameRemote(to)) {
        from.drop(slot);
        drops.count(DropReason.IO_ERROR);
      }
    }
  }

  private @Nullable Outlet outlet(Endpoint to) {
    return to.isIpv4() ? ipv4 : ipv6;
  }

  /** One socket as the send loop sees it. */
  private final class Outlet {
    private final UdpSocket socket;
    private boolean gso;
    private @Nullable Watch watch;
    private int watchedFd = -1;

    Outlet(UdpSocket socket) {
      this.socket = socket;
      gso = socket.gso();
    }

    /** Has the loop go on when the socket has room; false if the process is out of descriptors. */
    boolean awaitRoom() {
      Watch current = watch;
      if (current == null) {
        // A duplicate, since the receive side may watch the same descriptor on the same loop.
        watchedFd = Libc.dup(socket.fd());
        if (watchedFd < 0) {
          return false;
        }
        current = loop.watch(watchedFd, this::writable);
        watch = current;
      }
      current.interest(false, true);
      return true;
    }

    private void writable() {
      Watch current = watch;
      if (current != null) {
        current.interest(false, false);
      }
      pump();
    }

    void stop() {
      Watch current = watch;
      watch = null;
      if (current != null) {
        current.cancel();
        Libc.close(watchedFd);
      }
      socket.leave();
    }
  }
}
