package io.veiltun.engine.udp;

import io.veiltun.engine.os.Errno;
import io.veiltun.engine.os.Libc;
import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.os.Watch;
import io.veiltun.engine.packet.DropCounters;
import io.veiltun.engine.packet.DropReason;
import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BaseSubscriber;

/**
 * Sends batch by batch on the send loop and asks for the next when the last is out. A full socket
 * keeps the batch until it is writable. The error table is linux-dataplane §4.2.
 */
final class UdpSender extends BaseSubscriber<PacketBatch> {
  private static final Logger LOG = LoggerFactory.getLogger(UdpSender.class);
  private static final int MSG_DONTWAIT = 0x40;
  private static final int FORGOTTEN = 8;

  /** sendmmsg(2), replaceable by tests that inject failures. */
  @FunctionalInterface
  interface SendCall {
    int sendmmsg(int fd, long messages, int count, int flags);
  }

  private final PacketLoop loop;
  private final DropCounters drops;
  private final SendCall call;
  private final @Nullable Outlet ipv4;
  private final @Nullable Outlet ipv6;
  private final SendBlock block = new SendBlock();
  private final @Nullable Endpoint[] sourceless = new Endpoint[FORGOTTEN];
  private int forgotten;
  private @Nullable PacketBatch batch;
  private int nextMessage;
  private int cursor;
  private int plainUntil;
  private int refusedOnce;
  private boolean closed;

  UdpSender(List<UdpSocket> sockets, PacketLoop loop, DropCounters drops) {
    this(sockets, loop, drops, Libc::sendmmsg);
  }

  UdpSender(List<UdpSocket> sockets, PacketLoop loop, DropCounters drops, SendCall call) {
    this.loop = loop;
    this.drops = drops;
    this.call = call;
    Outlet four = null;
    Outlet six = null;
    for (UdpSocket socket : sockets) {
      if (socket.isIpv4()) {
        four = new Outlet(socket);
      } else {
        six = new Outlet(socket);
      }
    }
    ipv4 = four;
    ipv6 = six;
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
    LOG.warn("outbound datagrams ended", error);
  }

  /** Stops sending and gives up the sockets. Any thread. */
  void close() {
    cancel();
    loop.executeOrRun(this::stop);
  }

  private void stop() {
    closed = true;
    batch = null;
    for (Outlet outlet : new @Nullable Outlet[] {ipv4, ipv6}) {
      if (outlet != null) {
        outlet.stop();
      }
    }
  }

  private void pump() {
    PacketBatch current = batch;
    if (current == null || closed) {
      return;
    }
    while (true) {
      if (nextMessage == block.count()) {
        plan(current);
        if (block.count() == 0) {
          break;
        }
      }
      Outlet full = flush(current);
      if (full != null) {
        full.awaitRoom();
        return;
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
        drops.count(to == null ? DropReason.NO_ENDPOINT : DropReason.IO_ERROR);
        from.drop(cursor);
        continue;
      }
      boolean join = outlet.gso && cursor >= plainUntil;
      if (!block.add(from, cursor, to, join, !isSourceless(to))) {
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
      sourceless[forgotten++ % FORGOTTEN] = block.endpoint(message);
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
    for (int slot = block.firstSlot(message); slot < from.size(); slot++) {
      Endpoint other = from.endpoint(slot);
      if (!from.isDropped(slot) && other != null && other.sameRemote(to)) {
        from.drop(slot);
        drops.count(DropReason.IO_ERROR);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality")
  private boolean isSourceless(Endpoint to) {
    if (forgotten == 0) {
      return false;
    }
    for (Endpoint endpoint : sourceless) {
      if (endpoint == to) {
        return true;
      }
    }
    return false;
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

    void awaitRoom() {
      Watch current = watch;
      if (current == null) {
        // A duplicate, since the receive side may watch the same descriptor on the same loop.
        watchedFd = Libc.dup(socket.fd());
        current = loop.watch(watchedFd, this::writable);
        watch = current;
      }
      current.interest(false, true);
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
