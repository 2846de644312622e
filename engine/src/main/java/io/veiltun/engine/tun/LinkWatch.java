package io.veiltun.engine.tun;

import io.veiltun.engine.os.NetlinkEvents;
import io.veiltun.engine.os.PacketLoop;
import io.veiltun.engine.os.Watch;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a TUN's link: up, down, its MTU, its end, also after it was moved to another network
 * namespace. Every notification of the kernel is a reason to ask for the state, never the state
 * itself, so that a lost or late one does no harm. Has a thread of its own, on which the listener
 * is called.
 */
public final class LinkWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkWatch.class);
  private static final long RETRY = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long POLL = TimeUnit.SECONDS.toNanos(1);

  private final PacketLoop loop = new PacketLoop("veiltun-link");
  private final LinkState state;
  private final NetlinkEvents events;
  private final LinkListener listener;
  private final String name;
  private final boolean heardEverywhere;
  private @Nullable Watch watch;
  private LinkState.@Nullable Found last;
  private long retry = RETRY;
  private boolean scheduled;
  private boolean ended;

  private LinkWatch(LinuxTun tun, LinkState state, NetlinkEvents events, LinkListener listener) {
    this.state = state;
    this.events = events;
    this.listener = listener;
    name = tun.name();
    heardEverywhere = events.everywhere();
  }

  /**
   * Starts to follow {@code tun} and tells its state soon. Where notifications of other namespaces
   * are not permitted (CAP_NET_BROADCAST), one that moved there is looked at every second. To be
   * closed before the device.
   *
   * @throws IOException if the kernel refuses a netlink socket
   */
  public static LinkWatch start(LinuxTun tun, LinkListener listener) throws IOException {
    LinkState state = new LinkState(tun.fd());
    NetlinkEvents events;
    try {
      events = NetlinkEvents.open(NetlinkEvents.LINKS | NetlinkEvents.NAMESPACES);
    } catch (IOException e) {
      state.close();
      throw e;
    }
    LinkWatch started = new LinkWatch(tun, state, events, listener);
    started.loop.execute(started::begin);
    return started;
  }

  private void begin() {
    watch = loop.watch(events.fd(), this::onEvent);
    watch.interest(true, false);
    look();
  }

  private void onEvent() {
    if (events.drain()) {
      look();
    }
  }

  private void look() {
    if (ended) {
      return;
    }
    LinkState.Found found = state.find();
    if (found != null) {
      retry = RETRY;
      tell(found);
      if (found.elsewhere() && !heardEverywhere) {
        lookAgain(POLL);
      }
    } else if (state.isGone()) {
      end();
      listener.gone();
    } else {
      // Between two namespaces, or in one that is about to vanish.
      lookAgain(retry);
      retry = Math.min(POLL, 2 * retry);
    }
  }

  private void lookAgain(long delay) {
    if (!scheduled) {
      scheduled = true;
      loop.schedule(
          () -> {
            scheduled = false;
            look();
          },
          delay);
    }
  }

  private void tell(LinkState.Found found) {
    LinkState.Found before = last;
    last = found;
    if (before == null || before.mtu() != found.mtu()) {
      LOG.debug("{}: MTU {}", name, found.mtu());
      listener.mtu(found.mtu());
    }
    if (before == null || before.up() != found.up()) {
      LOG.debug("{}: {}", name, found.up() ? "up" : "down");
      if (found.up()) {
        listener.up();
      } else {
        listener.down();
      }
    }
  }

  private void end() {
    ended = true;
    Watch current = watch;
    watch = null;
    if (current != null) {
      current.cancel();
    }
    events.close();
    state.close();
  }

  /** Nothing is told from now on, but for a call that is under way. Idempotent. Any thread. */
  @Override
  public void close() {
    loop.executeOrRun(() -> {
      if (!ended) {
        end();
      }
    });
    loop.close();
  }
}
