package com.tickiti.attachments.server.telemetry;

import com.tickiti.attachments.edge.log.Build;
import com.tickiti.attachments.server.health.ComponentHealth;
import com.tickiti.attachments.server.health.ComponentHealth.State;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All that is measured of one server, as Prometheus reads it. Thread-safe; the owner closes it. */
final class Metrics implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collector = new JvmGcMetrics();
  private final Map<String, State> components = new ConcurrentHashMap<>();
  private final CallMetrics calls;
  private final StoreMetrics store;
  private volatile boolean ready;

  Metrics() {
    // A gauge by a counter's name, and a counter of nanoseconds: promtool rightly minds both.
    registry
        .config()
        .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"))
        .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
    calls = new CallMetrics(registry);
    store = new StoreMetrics(registry);
    Gauge.builder("attachments.ready", () -> ready ? 1 : 0)
        .description("Whether calls can be answered")
        .register(registry);
    bindBuild(Build.of(Metrics.class));
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    collector.bindTo(registry);
  }

  /** By Prometheus' own client: Micrometer knows no metric of this kind. */
  private void bindBuild(Build build) {
    Info.builder()
        .name("attachments_build_info")
        .help("What is running")
        .labelNames("version", "commit", "jdk")
        .register(registry.getPrometheusRegistry())
        .addLabelValues(build.version(), build.commit(), build.jdk());
  }

  CallMetrics calls() {
    return calls;
  }

  StoreMetrics store() {
    return store;
  }

  /** Looks at the parts of a server from now on. */
  void bind(ServerGauges gauges) {
    gauges.bindTo(registry);
  }

  /** How the server and its components are from now on. */
  void health(boolean newReady, List<ComponentHealth> health) {
    ready = newReady;
    for (ComponentHealth component : health) {
      if (components.put(component.name(), component.state()) == null) {
        Gauge.builder("attachments.component.up", () -> up(component.name()))
            .description("Whether a part of the server works; NaN where it is not in use")
            .tag("component", component.name())
            .register(registry);
      }
    }
  }

  /** Everything, in the text format of Prometheus, version 0.0.4. */
  String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collector.close();
    registry.close();
  }

  private double up(String component) {
    return switch (components.getOrDefault(component, State.DOWN)) {
      case UP -> 1;
      case DOWN -> 0;
      case OFF -> Double.NaN;
    };
  }
}
