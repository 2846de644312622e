package io.veiltun.engine.udp;

import io.veiltun.engine.packet.Endpoint;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Whether answers may still leave from the address that was asked (wireguard-protocol §12). An
 * address that is gone the kernel refuses by itself; one that is still there but belongs to another
 * interface than the route leaves by now would be sent from in vain. So after every change of
 * addresses and routes the route of each endpoint is asked for once.
 *
 * <p>Belongs to the send loop, but for {@link #changed}.
 */
final class StickySources {
  /** Asks the routing table. */
  @FunctionalInterface
  interface Routes {
    /** Whether what goes from the endpoint's local address leaves where it came in. */
    boolean returnsBy(Endpoint endpoint);
  }

  private static final int ENTRIES = 256;

  /** Questions per batch, so that a flood from many addresses does not become one of questions. */
  private static final int QUESTIONS = 8;

  private final Routes routes;
  private final AtomicInteger changes = new AtomicInteger();
  private final @Nullable Endpoint[] known = new Endpoint[ENTRIES];
  private final boolean[] usable = new boolean[ENTRIES];
  private int seen;
  private int questions;

  StickySources(Routes routes) {
    this.routes = routes;
  }

  /** Addresses, routes or the mark changed: whatever was found out is in doubt. Any thread. */
  void changed() {
    changes.incrementAndGet();
  }

  /** A batch begins. */
  void begin() {
    int now = changes.get();
    questions = 0;
    if (now != seen) {
      seen = now;
      Arrays.fill(known, null);
    }
  }

  /** Whether to ask for the endpoint's local address. */
  @SuppressWarnings("ReferenceEquality") // transports hand out one object per source
  boolean isUsable(Endpoint endpoint) {
    int entry = entry(endpoint);
    if (known[entry] == endpoint) {
      return usable[entry];
    }
    if (seen == 0 || endpoint.localAddress() == null) {
      return true;
    }
    if (questions == QUESTIONS) {
      return true;
    }
    questions++;
    return learn(endpoint, routes.returnsBy(endpoint));
  }

  /** The kernel refused to send from it. */
  void refused(Endpoint endpoint) {
    learn(endpoint, false);
  }

  /** It failed without the address as well, so that was not the reason. */
  void acquit(Endpoint endpoint) {
    learn(endpoint, true);
  }

  private boolean learn(Endpoint endpoint, boolean verdict) {
    int entry = entry(endpoint);
    known[entry] = endpoint;
    usable[entry] = verdict;
    return verdict;
  }

  private static int entry(Endpoint endpoint) {
    return System.identityHashCode(endpoint) & ENTRIES - 1;
  }
}
