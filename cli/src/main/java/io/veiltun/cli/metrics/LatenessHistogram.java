package io.veiltun.cli.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.veiltun.cli.status.DaitaStatus;
import io.veiltun.cli.status.Lateness;
import io.veiltun.cli.status.PeerStatus;
import io.veiltun.cli.status.Role;
import io.veiltun.cli.status.StatusDocument;
import java.util.ArrayList;
import java.util.List;

/**
 * How late machines' timers expire. Not a Micrometer meter: its histograms record values one by
 * one, while these are counted in classes already. Used by one thread at a time.
 */
final class LatenessHistogram implements Collector {
  private static final String NAME = "veiltun_daita_timer_lateness_seconds";

  private StatusDocument latest;

  LatenessHistogram(StatusDocument first) {
    latest = first;
  }

  void update(StatusDocument document) {
    latest = document;
  }

  @Override
  public MetricSnapshot collect() {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder().name(NAME).help("How late timers of machines expired");
    String label = latest.role() == Role.CLIENT ? "hop" : "peer";
    for (PeerStatus peer : latest.peers()) {
      DaitaStatus daita = peer.daita();
      if (daita != null) {
        histogram.dataPoint(
            HistogramDataPointSnapshot.builder()
                .labels(Labels.of(label, peer.name(), "tunnel", latest.interfaceName()))
                .classicHistogramBuckets(buckets(daita.lateness()))
                .sum(daita.lateness().sum())
                .build());
      }
    }
    return histogram.build();
  }

  private static ClassicHistogramBuckets buckets(Lateness lateness) {
    List<Double> bounds = new ArrayList<>(lateness.bounds());
    bounds.add(Double.POSITIVE_INFINITY);
    return ClassicHistogramBuckets.of(bounds, lateness.counts());
  }
}
