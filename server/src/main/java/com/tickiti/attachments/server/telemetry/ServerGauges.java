package com.tickiti.attachments.server.telemetry;

import com.tickiti.attachments.edge.Certificates;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.server.blob.VerifiedBlobs;
import com.tickiti.attachments.server.database.Database;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a server that are looked at when Prometheus asks.
 *
 * @param memory reserved by downloads and uploads
 * @param memoryBudgetBytes the most of it
 * @param certificates what TLS is served with; {@code null} without TLS
 */
public record ServerGauges(
    Database database,
    ThreadPoolExecutor workers,
    MemoryBudget memory,
    long memoryBudgetBytes,
    VerifiedBlobs blobs,
    @Nullable Certificates certificates) {

  void bindTo(MeterRegistry registry) {
    bindDatabase(registry);
    gauge(registry, "attachments.workers", "Threads that calls run on", workers::getPoolSize);
    gauge(
        registry, "attachments.workers.busy", "Of these, in use by calls", workers::getActiveCount);
    gauge(
        registry,
        "attachments.calls.waiting",
        "Calls, and steps of calls, that wait for a thread",
        () -> workers.getQueue().size());
    gauge(
        registry,
        "attachments.memory.reserved.bytes",
        "Memory that calls under way have reserved",
        memory::reservedBytes);
    gauge(
        registry,
        "attachments.memory.budget.bytes",
        "The most that they may reserve",
        () -> memoryBudgetBytes);
    cache(registry, "hit", () -> blobs.cacheUse().hits());
    cache(registry, "miss", () -> blobs.cacheUse().misses());
    if (certificates != null) {
      gauge(
          registry,
          "attachments.certificate.expiry.timestamp.seconds",
          "When the certificate expires that TLS is served with",
          () -> certificates.expiry().map(Instant::getEpochSecond).orElse(0L));
    }
  }

  private void bindDatabase(MeterRegistry registry) {
    connections(registry, "active", () -> database.poolUse().active());
    connections(registry, "idle", () -> database.poolUse().idle());
    gauge(
        registry,
        "attachments.database.connections.limit",
        "The most connections that may be open",
        () -> database.poolUse().max());
    gauge(
        registry,
        "attachments.database.waiting",
        "Threads that wait for a database connection",
        () -> database.poolUse().waiting());
  }

  private static void connections(MeterRegistry registry, String state, Supplier<Number> now) {
    Gauge.builder("attachments.database.connections", now)
        .description("Open database connections of the pool")
        .tag("state", state)
        .register(registry);
  }

  private static void gauge(
      MeterRegistry registry, String name, String description, Supplier<Number> now) {
    Gauge.builder(name, now).description(description).register(registry);
  }

  private void cache(MeterRegistry registry, String result, Supplier<Long> count) {
    FunctionCounter.builder("attachments.cache.pieces", this, unused -> count.get())
        .description("Pieces of 48 KiB that were looked for in memory")
        .tag("result", result)
        .register(registry);
  }
}
