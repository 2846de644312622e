package io.veiltun.engine.udp;

import io.veiltun.engine.packet.Endpoint;
import java.util.IdentityHashMap;
import java.util.concurrent.atomic.AtomicInteger;

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

  /** Endpoints remembered, then all are forgotten: anyone can have an answer sent. */
  static final int MOST_KNOWN = 16_384;

  /** Questions per batch, so that a flood from many addresses does not become one of questions. */
  private static final int QUESTIONS = 8;

  private final Routes routes;
  private final AtomicInteger changes = new AtomicInteger();

  /** The verdicts; by identity, since transports hand out one object per source. */
  private final IdentityHashMap<Endpoint, Boolean> known = new IdentityHashMap<>();

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
      known.clear();
    }
  }

  /** Whether to ask for the endpoint's local address. */
  boolean isUsable(Endpoint endpoint) {
    Boolean verdict = known.get(endpoint);
    if (verdict != null) {
      return verdict;
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
    if (known.size() == MOST_KNOWN) {
      known.clear();
    }
    known.put(endpoint, verdict);
    return verdict;
  }

  /** How many endpoints there is a verdict about. */
  int known() {
    return known.size();
  }
}
