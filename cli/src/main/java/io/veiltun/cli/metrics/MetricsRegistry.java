package io.veiltun.cli.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.veiltun.cli.status.StatusDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Everything that is exported. A scrape takes one status document for all its series. */
final class MetricsRegistry implements AutoCloseable {
  private static final int PAGE_BYTES = 4096;

  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final Supplier<StatusDocument> source;
  private final TunnelMeters tunnel;
  private final LatenessHistogram lateness;

  MetricsRegistry(Supplier<StatusDocument> source, String version) {
    this.source = source;
    PrometheusRegistry exported = new PrometheusRegistry();
    this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, exported, Clock.SYSTEM);
    // Not a Micrometer gauge: the exposition reserves the suffix _info for this type.
    InfoSnapshot build =
        InfoSnapshot.builder()
            .name("veiltun_build")
            .help("What runs here")
            .dataPoint(
                InfoSnapshot.InfoDataPointSnapshot.builder()
                    .labels(Labels.of("version", version, "java", Runtime.version().toString()))
                    .build())
            .build();
    exported.register(() -> build);
    new JvmMemoryMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    Gauge.builder("process.resident.memory.bytes", MetricsRegistry::residentBytes)
        .description("Physical memory of the process")
        .register(registry);
    StatusDocument first = source.get();
    this.tunnel = new TunnelMeters(registry, first);
    this.lateness = new LatenessHistogram(first);
    exported.register(lateness);
  }

  /** The exposition of this moment, in the format {@code contentType} asks for. */
  synchronized String scrape(String contentType) {
    StatusDocument document = source.get();
    tunnel.update(document);
    lateness.update(document);
    return registry.scrape(contentType);
  }

  private static double residentBytes() {
    try {
      String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
      return (double) Long.parseLong(pages[1]) * PAGE_BYTES;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
