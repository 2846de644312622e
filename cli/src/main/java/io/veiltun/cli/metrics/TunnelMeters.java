package io.veiltun.cli.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.veiltun.cli.status.PeerStatus;
import io.veiltun.cli.status.Role;
import io.veiltun.cli.status.StatusDocument;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * One meter for each series of a status document. Meters read the document of the latest {@link
 * #update}; peers and reasons that appear get meters, peers that vanish lose them. Used by one
 * thread at a time.
 */
final class TunnelMeters {
  private final MeterRegistry registry;
  private final Map<String, PeerMeters> peers = new HashMap<>();
  private final DropMeters drops;
  private StatusDocument latest;

  TunnelMeters(MeterRegistry registry, StatusDocument first) {
    this.registry = registry;
    this.latest = first;
    // An empty label value is an absent label to Prometheus: what belongs to no hop.
    Tags tags = tags("");
    this.drops = new DropMeters(registry, tags);
    gauge("veiltun.path.up", "Whether packets can pass", tags, d -> d.pathUp() ? 1 : 0);
    gauge("veiltun.mtu.bytes", "Largest inner packet", tags, StatusDocument::mtu);
    update(first);
  }

  /** Takes the values of {@code document} from now on. */
  void update(StatusDocument document) {
    latest = document;
    drops.update(document.drops());
    Set<String> gone = new HashSet<>(peers.keySet());
    for (PeerStatus peer : document.peers()) {
      gone.remove(peer.name());
      peers.computeIfAbsent(peer.name(), name -> meters(name, peer)).update(peer);
    }
    for (String name : gone) {
      PeerMeters meters = peers.remove(name);
      if (meters != null) {
        meters.remove();
      }
    }
  }

  private PeerMeters meters(String name, PeerStatus first) {
    return new PeerMeters(registry, tags(name), latest.interfaceName(), first);
  }

  private Tags tags(String name) {
    String label = latest.role() == Role.CLIENT ? "hop" : "peer";
    return Tags.of("tunnel", latest.interfaceName(), label, name);
  }

  private void gauge(String name, String help, Tags tags, ToDoubleFunction<StatusDocument> value) {
    Gauge.builder(name, this, self -> value.applyAsDouble(self.latest))
        .description(help)
        .tags(tags)
        .register(registry);
  }
}
