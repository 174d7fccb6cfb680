package com.tickiti.attachments.server.telemetry;

import com.tickiti.attachments.server.blob.BlobMissingException;
import com.tickiti.attachments.server.blob.MeteredBlobStore;
import com.tickiti.attachments.server.blob.MeteredBlobStore.Operation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How long the blob store takes. Thread-safe. */
final class StoreMetrics implements MeteredBlobStore.Observer {

  private static final Duration[] SECONDS =
      CallMetrics.seconds(
          0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10);

  private final Map<Operation, Timer> succeeded = new EnumMap<>(Operation.class);
  private final Map<Operation, Timer> failed = new EnumMap<>(Operation.class);

  StoreMetrics(MeterRegistry registry) {
    for (Operation operation : Operation.values()) {
      succeeded.put(operation, timer(registry, operation, Outcomes.OK));
      failed.put(operation, timer(registry, operation, "failed"));
    }
  }

  /** That a content is not there is an answer. */
  @Override
  public void used(Operation operation, long nanos, @Nullable IOException failure) {
    boolean answered = failure == null || failure instanceof BlobMissingException;
    Timer timer = (answered ? succeeded : failed).get(operation);
    if (timer != null) {
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  private static Timer timer(MeterRegistry registry, Operation operation, String outcome) {
    return Timer.builder("attachments.blob.store.duration")
        .description("What an operation of the blob store takes")
        .tag("operation", operation.name().toLowerCase(Locale.ROOT))
        .tag("outcome", outcome)
        .serviceLevelObjectives(SECONDS)
        .register(registry);
  }
}
