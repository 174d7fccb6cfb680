package com.tickiti.attachments.edge;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.ClientRequestContextCaptor;
import com.linecorp.armeria.client.Clients;
import com.linecorp.armeria.client.endpoint.healthcheck.HealthCheckerContext;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.util.AsyncCloseable;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc.HealthFutureStub;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks one server again and again whether it serves. */
final class HealthChecker implements AsyncCloseable {

  private static final long DEADLINE_MILLIS = 2_000;

  private final HealthCheckerContext context;
  private final HealthFutureStub health;
  private volatile boolean closed;

  HealthChecker(HealthCheckerContext context) {
    this.context = context;
    health =
        GrpcClients.builder(context.protocol(), context.endpoint())
            .options(context.clientOptions())
            .build(HealthFutureStub.class);
    check();
  }

  private void check() {
    if (closed) {
      return;
    }
    try (ClientRequestContextCaptor captor = Clients.newContextCaptor()) {
      ListenableFuture<HealthCheckResponse> answer =
          health
              .withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
              .check(HealthCheckRequest.getDefaultInstance());
      Futures.addCallback(answer, report(captor.get()), context.executor());
    }
  }

  private FutureCallback<HealthCheckResponse> report(ClientRequestContext request) {
    return new FutureCallback<>() {
      @Override
      public void onSuccess(@Nullable HealthCheckResponse answer) {
        boolean serving = answer != null && answer.getStatus() == ServingStatus.SERVING;
        checked(request, serving ? null : notServing());
      }

      @Override
      public void onFailure(Throwable cause) {
        checked(request, cause);
      }
    };
  }

  private static Exception notServing() {
    return Status.UNAVAILABLE.withDescription("it says that it does not serve").asException();
  }

  private void checked(ClientRequestContext request, @Nullable Throwable problem) {
    if (!closed) {
      var unused =
          context
              .executor()
              .schedule(this::check, context.nextDelayMillis(), TimeUnit.MILLISECONDS);
      context.updateHealth(problem == null ? 1 : 0, request, null, problem);
    }
  }

  @Override
  public CompletableFuture<?> closeAsync() {
    closed = true;
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    closed = true;
  }
}
