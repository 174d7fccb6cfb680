package com.tickiti.attachments.server.telemetry;

import com.tickiti.attachments.server.access.CallSummary;
import com.tickiti.attachments.server.access.RefusalException;
import com.tickiti.attachments.server.blob.BlobMissingException;
import com.tickiti.attachments.server.blob.CorruptBlobException;
import com.tickiti.attachments.v1.ErrorReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What is measured of calls, over gRPC and JSON alike. Thread-safe. */
final class CallMetrics {

  private static final Duration[] CALL_SECONDS =
      seconds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300);

  private final MeterRegistry registry;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Counter sentBytes;
  private final Counter receivedBytes;
  private final Counter shedForThreads;
  private final Counter shedForMemory;
  private final Counter unauthenticated;
  private final Counter corrupt;
  private final Counter missing;
  private final Map<String, Method> methods = new ConcurrentHashMap<>();

  CallMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("attachments.calls.in.flight", inFlight, AtomicInteger::get)
        .description("Calls that have begun and not ended")
        .strongReference(true)
        .register(registry);
    sentBytes = counter("attachments.sent.bytes", "Bytes of content that were sent");
    receivedBytes = counter("attachments.received.bytes", "Bytes of content that were received");
    shedForThreads = shed("threads");
    shedForMemory = shed("memory");
    unauthenticated =
        counter("attachments.authentication.failures", "Calls without a valid token or link");
    corrupt = counter("attachments.verification.failures", "Calls that met a damaged stored file");
    missing = counter("attachments.missing.blobs", "Calls that met a missing stored file");
    // There from the start, so that their first increase is seen as one.
    Method downloads = method("DownloadAttachment");
    for (ErrorReason reason : ErrorReason.values()) {
      if (reason != ErrorReason.UNRECOGNIZED && reason.getNumber() != 0) {
        var unused = downloads.outcome(Outcomes.of(reason));
      }
    }
    var unused = downloads.outcome(Outcomes.OK);
  }

  void began() {
    inFlight.incrementAndGet();
  }

  void firstMessage(String method, long nanos) {
    method(method).firstMessage.record(nanos, TimeUnit.NANOSECONDS);
  }

  void ended(String method, CallSummary summary, String outcome, long nanos) {
    inFlight.decrementAndGet();
    Method meters = method(method);
    meters.outcome(outcome).increment();
    meters.duration.record(nanos, TimeUnit.NANOSECONDS);
    (method.startsWith("Upload") ? receivedBytes : sentBytes).increment((double) summary.bytes());
    if (summary.error() != null) {
      failed(summary, summary.error());
    }
  }

  void shed(String method, String outcome) {
    shedForThreads.increment();
    method(method).outcome(outcome).increment();
  }

  private void failed(CallSummary summary, ErrorReason error) {
    Exception fault = summary.fault();
    if (error == ErrorReason.ERROR_REASON_UNAUTHENTICATED) {
      unauthenticated.increment();
    } else if (fault instanceof CorruptBlobException) {
      corrupt.increment();
    } else if (fault instanceof BlobMissingException) {
      missing.increment();
    } else if (fault instanceof RefusalException && error == ErrorReason.ERROR_REASON_UNAVAILABLE) {
      shedForMemory.increment();
    }
  }

  private Method method(String name) {
    Method known = methods.get(name);
    return known != null ? known : methods.computeIfAbsent(name, Method::new);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private Counter shed(String reason) {
    return Counter.builder("attachments.calls.shed")
        .description("Calls that were refused since threads or memory were short")
        .tag("reason", reason)
        .register(registry);
  }

  /** Bounds of a histogram. */
  static Duration[] seconds(double... bounds) {
    Duration[] durations = new Duration[bounds.length];
    for (int i = 0; i < bounds.length; i++) {
      durations[i] = Duration.ofNanos(Math.round(bounds[i] * 1e9));
    }
    return durations;
  }

  /** What is measured of one RPC. */
  private final class Method {

    private final String name;
    private final Timer duration;
    private final Timer firstMessage;
    private final Map<String, Counter> outcomes = new ConcurrentHashMap<>();

    Method(String name) {
      this.name = name;
      duration = timer("attachments.call.duration", "From a call's arrival to its last byte");
      firstMessage =
          timer("attachments.call.first.byte", "From a call's arrival to its answer's start");
    }

    Counter outcome(String outcome) {
      Counter known = outcomes.get(outcome);
      return known != null ? known : outcomes.computeIfAbsent(outcome, this::register);
    }

    private Counter register(String outcome) {
      return Counter.builder("attachments.calls")
          .description("Calls that have ended, by how")
          .tag("method", name)
          .tag("outcome", outcome)
          .register(registry);
    }

    private Timer timer(String metric, String description) {
      return Timer.builder(metric)
          .description(description)
          .tag("method", name)
          .serviceLevelObjectives(CALL_SECONDS)
          .register(registry);
    }
  }
}
