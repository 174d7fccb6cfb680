package com.tickiti.attachments.server.telemetry;

import com.google.common.net.InetAddresses;
import com.tickiti.attachments.server.access.CallSummary;
import com.tickiti.attachments.server.access.Caller;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.MeteredBlobStore;
import com.tickiti.attachments.server.grpc.CallObserver;
import com.tickiti.attachments.server.health.ComponentHealth;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.Channel;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sees calls, the blob store and the components, and makes of them what the settings ask for: a
 * request log, metrics on an admin port. Without either, a call costs it two comparisons. Failed
 * authentications are summarised in any case. Thread-safe; the owner closes it.
 */
public final class Telemetry implements CallObserver, AutoCloseable {

  private final boolean requestLog;
  private final AuthenticationFailures failures = new AuthenticationFailures();
  private final @Nullable InetSocketAddress address;
  private final @Nullable Metrics metrics;
  private @Nullable AdminServer admin;

  public Telemetry(TelemetrySettings settings) {
    requestLog = settings.requestLog();
    address = settings.admin();
    metrics = address == null ? null : new Metrics();
  }

  /** The store, its uses measured where anything is. */
  public BlobStore metered(BlobStore store) {
    return metrics == null ? store : new MeteredBlobStore(store, metrics.store());
  }

  /** Looks at the parts of a server from now on, where anything is measured. */
  public void observe(ServerGauges gauges) {
    if (metrics != null) {
      metrics.bind(gauges);
    }
  }

  /** How the server and its components are from now on. */
  public void health(boolean ready, List<ComponentHealth> components) {
    if (metrics != null) {
      metrics.health(ready, components);
    }
  }

  /**
   * Listens on the admin port, where there is to be one.
   *
   * @param channel to the service, which says whether it is ready; it stays the caller's
   */
  public synchronized void start(Channel channel) throws IOException {
    if (address != null && metrics != null) {
      admin = new AdminServer(address, metrics, channel);
      admin.start();
    }
  }

  /** Where the admin port is found, without a trailing slash; empty where there is none. */
  public synchronized Optional<String> adminUri() {
    return admin == null || address == null
        ? Optional.empty()
        : Optional.of(
            "http://" + InetAddresses.toUriString(address.getAddress()) + ":" + admin.port());
  }

  @Override
  public void began(String method, Caller caller) {
    if (metrics != null) {
      metrics.calls().began();
    }
  }

  @Override
  public void firstMessage(String method, Caller caller) {
    if (metrics != null) {
      metrics.calls().firstMessage(method, System.nanoTime() - caller.beginNanos());
    }
  }

  @Override
  public void ended(String method, Caller caller, Status.Code code) {
    CallSummary summary = caller.summary();
    if (summary.error() != null) {
      count(caller, summary.error());
    }
    if (metrics != null || requestLog) {
      String outcome = Outcomes.of(summary, code);
      long nanos = System.nanoTime() - caller.beginNanos();
      if (metrics != null) {
        metrics.calls().ended(method, summary, outcome, nanos);
      }
      if (requestLog) {
        RequestLog.write(method, caller, outcome, nanos);
      }
    }
  }

  @Override
  public void shed(String method, Caller caller) {
    String outcome = Outcomes.of(ErrorReason.ERROR_REASON_UNAVAILABLE);
    if (metrics != null) {
      metrics.calls().shed(method, outcome);
    }
    if (requestLog) {
      RequestLog.write(method, caller, outcome, System.nanoTime() - caller.beginNanos());
    }
  }

  private void count(Caller caller, ErrorReason error) {
    if (error == ErrorReason.ERROR_REASON_UNAUTHENTICATED) {
      failures.failed(caller.client());
    } else if (error == ErrorReason.ERROR_REASON_RATE_LIMITED) {
      failures.limited(caller.client());
    }
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close();
    }
    if (metrics != null) {
      metrics.close();
    }
    failures.close();
  }
}
