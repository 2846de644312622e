package io.veiltun.engine.udp;

import io.veiltun.engine.os.NetlinkEvents;
import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.os.Watch;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of changes of addresses, routes and links of the sockets' namespace, on one loop. After
 * each it pauses, so that a router with thousands of changing routes costs ten reads a second.
 */
final class NetworkWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkWatch.class);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

  private final PacketLoop loop;
  private final Runnable changed;
  private final @Nullable NetlinkEvents events;
  private @Nullable Watch watch;
  private boolean closed;

  /** Starts listening in the namespace of the calling thread; without rights nothing is heard. */
  NetworkWatch(PacketLoop loop, Runnable changed) {
    this.loop = loop;
    this.changed = changed;
    NetlinkEvents opened = null;
    try {
      opened = NetlinkEvents.open(NetlinkEvents.LINKS | NetlinkEvents.ADDRESSES_AND_ROUTES);
    } catch (IOException e) {
      LOG.debug("changes of the network are not announced", e);
    }
    events = opened;
  }

  /** Begins to report. */
  void start() {
    loop.executeOrRun(this::listen);
  }

  private void listen() {
    NetlinkEvents open = events;
    if (open != null && !closed && loop.inLoop()) {
      watch = loop.watch(open.fd(), this::onEvent);
      watch.interest(true, false);
    }
  }

  private void onEvent() {
    interest(false);
    if (events != null && events.drain()) {
      changed.run();
    }
    loop.schedule(() -> interest(true), PAUSE);
  }

  private void interest(boolean read) {
    Watch current = watch;
    if (current != null) {
      current.interest(read, false);
    }
  }

  @Override
  public void close() {
    loop.executeOrRun(this::stop);
  }

  private void stop() {
    if (closed) {
      return;
    }
    closed = true;
    Watch current = watch;
    watch = null;
    if (current != null) {
      current.cancel();
    }
    if (events != null) {
      events.close();
    }
  }
}
