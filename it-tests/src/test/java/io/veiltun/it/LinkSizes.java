package io.veiltun.it;

import io.veiltun.cli.lab.Flow;
import io.veiltun.cli.lab.Link;
import io.veiltun.cli.lab.PacketCapture;
import io.veiltun.cli.lab.Protocol;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/** Sizes of the datagrams between a client and its entry, from the IP header on. */
record LinkSizes(PacketCapture capture) implements AutoCloseable {
  /** Headers of IPv4 and UDP, a transport message's header and tag. */
  static final int AROUND = 20 + 8 + 16 + 16;

  /** Initiation, response and a keepalive. */
  private static final Set<Integer> UNSHAPED = Set.of(148 + 28, 92 + 28, AROUND);

  /** Watches {@code link} from its left end on. */
  static LinkSizes of(Link link) throws IOException {
    return new LinkSizes(PacketCapture.start(link.left().host(), link.left().device()));
  }

  Set<Integer> fromClient() {
    return of(capture, true, UNSHAPED);
  }

  Set<Integer> fromRelay() {
    return of(capture, false, UNSHAPED);
  }

  /** Sizes of UDP datagrams in one direction, but for {@code others}. */
  static Set<Integer> of(PacketCapture capture, boolean outgoing, Set<Integer> others) {
    Set<Integer> sizes = new TreeSet<>();
    for (Flow flow : capture.flows()) {
      if (flow.key().protocol() == Protocol.UDP && flow.outgoing() == outgoing) {
        sizes.addAll(flow.sizes().keySet());
      }
    }
    sizes.removeAll(others);
    return sizes;
  }

  @Override
  public void close() throws IOException {
    capture.close();
  }
}
