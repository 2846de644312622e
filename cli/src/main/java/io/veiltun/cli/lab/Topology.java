package io.veiltun.cli.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hosts in a line, each linked to its neighbours only. Nobody has a route beyond its own links, and
 * no host forwards: the first reaches the last through tunnels or not at all, and the last can
 * answer only to an address of its own link, so that the host before it has to masquerade.
 */
public final class Topology implements AutoCloseable {
  private static final AtomicInteger RUNS = new AtomicInteger();

  private final Map<String, Namespace> hosts = new LinkedHashMap<>();
  private final List<Link> links = new ArrayList<>();
  private final Thread atExit = new Thread(this::remove, "lab-cleaner");

  private Topology() {}

  /** The hosts of the demonstration: client, entry, exit and web. */
  public static Topology demo() throws IOException {
    return line(List.of("client", "entry", "exit", "web"));
  }

  /**
   * Makes the hosts {@code places}, two to four of them, and the links between neighbours. What
   * earlier runs left behind is removed first; these hosts go with {@link #close()} or, at the
   * latest, with this process.
   */
  public static Topology line(List<String> places) throws IOException {
    if (places.size() < 2 || places.size() > Link.limit() + 1) {
      throw new IllegalArgumentException("2 to " + (Link.limit() + 1) + " hosts, not " + places);
    }
    Namespace.removeStale();
    Topology topology = new Topology();
    Runtime.getRuntime().addShutdownHook(topology.atExit);
    int run = RUNS.getAndIncrement();
    try {
      for (String place : places) {
        topology.hosts.put(place, Namespace.create(Namespace.nameOf(run, place)));
      }
      for (int i = 0; i + 1 < places.size(); i++) {
        String left = places.get(i);
        String right = places.get(i + 1);
        topology.links.add(Link.lay(i, topology.host(left), left, topology.host(right), right));
      }
    } catch (IOException e) {
      topology.close();
      throw e;
    }
    return topology;
  }

  /** The host at {@code place}; an unknown place is a mistake of the caller. */
  public Namespace host(String place) {
    Namespace host = hosts.get(place);
    if (host == null) {
      throw new IllegalArgumentException("no host " + place + " among " + hosts.keySet());
    }
    return host;
  }

  /** The link between host {@code number} and the next, from 0. */
  public Link link(int number) {
    return links.get(number);
  }

  /** Kills everything that runs on the hosts and removes them. Safe to repeat. */
  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs, or is what called.
      return;
    }
  }

  private synchronized void remove() {
    for (Namespace host : hosts.values()) {
      try {
        host.close();
      } catch (IOException e) {
        System.err.println("lab: " + host.name() + " could not be removed: " + e.getMessage());
      }
    }
    hosts.clear();
  }
}
