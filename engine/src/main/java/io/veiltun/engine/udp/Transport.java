package io.veiltun.engine.udp;

import io.veiltun.engine.packet.Endpoint;
import io.veiltun.engine.packet.PacketBatch;
import reactor.core.publisher.Flux;

/**
 * The seam between a tunnel and whatever carries its datagrams: UDP sockets, another tunnel (module
 * multihop), or memory in tests.
 *
 * <p>Both directions are pull-driven: {@link #receive()} reads only what was requested, and the
 * consumer inside {@link #send} requests the next batch only when it has passed the last one on. A
 * batch is lent until the next request.
 */
public interface Transport extends AutoCloseable {
  /**
   * Datagrams that arrived, each slot with the {@link Endpoint} it came from. One subscriber;
   * signals come on the transport's own receive loop.
   */
  Flux<PacketBatch> receive();

  /**
   * Subscribes to {@code datagrams} and carries each to its slot's endpoint until {@link #close()}.
   * Call once. The signals must come on the send loop.
   */
  void send(Flux<PacketBatch> datagrams);

  /**
   * Has {@code task} run, on a thread of the transport's, soon after the network it uses changed,
   * so that what failed is worth another try. One task; without such news it never runs.
   */
  default void onNetworkChange(Runnable task) {}

  /** Stops both directions and releases sockets and memory. Idempotent. */
  @Override
  void close();
}
