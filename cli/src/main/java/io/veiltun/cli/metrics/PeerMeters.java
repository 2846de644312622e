package io.veiltun.cli.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.veiltun.cli.status.DaitaStatus;
import io.veiltun.cli.status.Direction;
import io.veiltun.cli.status.PacketKind;
import io.veiltun.cli.status.PeerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The meters of one hop or peer. */
final class PeerMeters {
  private final List<Meter> meters = new ArrayList<>();
  private final MeterRegistry registry;
  private final DropMeters drops;
  private final Tags tags;
  private final Tags dashboardTags;
  private @Nullable DaitaMeters daita;
  private PeerStatus status;

  /**
   * Registers everything but drops and what DAITA counts, which appear when they happen.
   *
   * @param tags tunnel and hop or peer
   * @param interfaceName the name of the tunnel
   */
  PeerMeters(MeterRegistry registry, Tags tags, String interfaceName, PeerStatus first) {
    this.registry = registry;
    this.status = first;
    this.tags = tags;
    this.drops = new DropMeters(registry, tags);
    this.dashboardTags = Tags.of("interface", interfaceName, "friendly_name", first.name());
    for (Direction direction : Direction.values()) {
      traffic(direction);
    }
    handshakes();
    peerGauge("veiltun.mtu.bytes", "Largest inner packet", tags, PeerStatus::mtu);
    peerGauge("veiltun.path.up", "Whether packets can pass", tags, p -> p.up() ? 1 : 0);
    peerGauge(
        "veiltun.daita.active",
        "Whether every datagram with data has one size",
        tags,
        p -> p.daita() != null && p.daita().active() ? 1 : 0);
    peerGauge("veiltun.rtt.seconds", "Latest round trip", tags, p -> seconds(p.rtt()));
    forDashboards();
  }

  void update(PeerStatus next) {
    status = next;
    drops.update(next.drops());
    update(next.daita());
  }

  private void update(@Nullable DaitaStatus next) {
    if (next == null) {
      return;
    }
    if (daita == null) {
      daita = new DaitaMeters(registry, tags, next);
    }
    daita.update(next);
  }

  void remove() {
    meters.forEach(registry::remove);
    drops.remove();
    if (daita != null) {
      daita.remove();
    }
  }

  private void traffic(Direction direction) {
    Tags way = tags.and("direction", direction.label());
    for (PacketKind kind : PacketKind.values()) {
      Tags of = way.and("kind", kind.label());
      if (kind != PacketKind.SIZE_PADDING) {
        counter("veiltun.packets", "Packets", of, p -> p.volume(direction, kind).packets());
      }
      counter("veiltun.bytes", "Bytes", of, p -> p.volume(direction, kind).bytes());
    }
    peerGauge(
        "veiltun.overhead.ratio",
        "Size padding and decoys in relation to data",
        way,
        p -> p.overheadRatio(direction));
  }

  private void handshakes() {
    counter(
        "veiltun.handshakes",
        "Handshakes",
        tags.and("result", "completed"),
        PeerStatus::handshakes);
    counter(
        "veiltun.handshakes",
        "Handshakes",
        tags.and("result", "failed"),
        PeerStatus::failedHandshakes);
    peerGauge(
        "veiltun.last.handshake.timestamp.seconds",
        "When the newest session was agreed; 0 before the first",
        tags,
        p -> epoch(p.lastHandshake()));
  }

  /** The names and labels that dashboards made for other exporters expect. */
  private void forDashboards() {
    counter(
        "wireguard.sent.bytes",
        "Bytes sent to the peer",
        dashboardTags,
        p -> p.total(Direction.TX).bytes());
    counter(
        "wireguard.received.bytes",
        "Bytes received from the peer",
        dashboardTags,
        p -> p.total(Direction.RX).bytes());
    peerGauge(
        "wireguard.latest.handshake.seconds",
        "When the newest session was agreed; 0 before the first",
        dashboardTags,
        p -> epoch(p.lastHandshake()));
  }

  private void counter(String name, String help, Tags tags, ToDoubleFunction<PeerStatus> value) {
    meters.add(
        FunctionCounter.builder(name, this, self -> value.applyAsDouble(self.status))
            .description(help)
            .tags(tags)
            .register(registry));
  }

  private void peerGauge(String name, String help, Tags tags, ToDoubleFunction<PeerStatus> value) {
    meters.add(
        Gauge.builder(name, this, self -> value.applyAsDouble(self.status))
            .description(help)
            .tags(tags)
            .register(registry));
  }

  private static double epoch(@Nullable Instant instant) {
    return instant == null ? 0 : instant.toEpochMilli() / 1e3;
  }

  /** Not a number while nothing was measured: zero would be a very good round trip. */
  private static double seconds(@Nullable Duration duration) {
    return duration == null ? Double.NaN : duration.toNanos() / 1e9;
  }
}
