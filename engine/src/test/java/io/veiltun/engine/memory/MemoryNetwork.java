package io.veiltun.engine.memory;

import io.veiltun.engine.packet.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Carries datagrams between {@link MemoryTransport}s and lets the test watch and disturb them. */
public final class MemoryNetwork {
  /**
   * A datagram under way.
   *
   * @param bytes its payload
   * @param from source address and port as the receiver will see them
   * @param to destination
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by identity only
  public record Datagram(byte[] bytes, Endpoint from, Endpoint to) {
    /** WireGuard's message type, or -1 if there is none. */
    public int type() {
      return bytes.length == 0 ? -1 : bytes[0];
    }
  }

  private final Map<Endpoint, MemoryTransport> hosts = new LinkedHashMap<>();
  private final List<Datagram> seen = new ArrayList<>();
  private List<Datagram> flying = new ArrayList<>();
  private Function<Datagram, List<Datagram>> path = List::of;
  private Function<List<Datagram>, List<Datagram>> order = Function.identity();

  /** Creates a network that loses nothing and keeps order. */
  public MemoryNetwork(World world) {
    world.pump(this::carry);
  }

  /** What becomes of each datagram: itself, nothing, several, or another. */
  public void path(Function<Datagram, List<Datagram>> disturbance) {
    path = disturbance;
  }

  /** In which order datagrams sent at the same time arrive. */
  public void order(Function<List<Datagram>, List<Datagram>> shuffle) {
    order = shuffle;
  }

  /** Every datagram that was sent, as an observer of all links would list them. */
  public List<Datagram> seen() {
    return seen;
  }

  /** Sends a datagram that no transport made. */
  public void inject(Datagram datagram) {
    flying.add(datagram);
  }

  void attach(Endpoint address, MemoryTransport transport) {
    hosts.put(address, transport);
  }

  void detach(Endpoint address) {
    hosts.remove(address);
  }

  void sent(Datagram datagram) {
    seen.add(datagram);
    flying.addAll(path.apply(datagram));
  }

  private boolean carry() {
    List<Datagram> arriving = order.apply(flying);
    flying = new ArrayList<>();
    for (Datagram datagram : arriving) {
      MemoryTransport host = hosts.get(datagram.to());
      if (host != null) {
        host.arrived(datagram);
      }
    }
    return !arriving.isEmpty();
  }
}
