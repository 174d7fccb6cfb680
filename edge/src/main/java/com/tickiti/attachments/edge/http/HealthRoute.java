package com.tickiti.attachments.edge.http;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.Channel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code /readyz}: passes on what the service behind says of itself; {@code /readyz?verbose} names
 * its components as well.
 */
public final class HealthRoute implements HttpService {

  private static final long DEADLINE_MILLIS = 1000;

  private final HealthGrpc.HealthFutureStub health;
  private final ComponentReport components;

  /** Asks the service that {@code channel} leads to. */
  public HealthRoute(Channel channel) {
    health = HealthGrpc.newFutureStub(channel);
    components = new ComponentReport(channel, DEADLINE_MILLIS);
  }

  /** The answer of a process that can answer. */
  public static HttpResponse live(ServiceRequestContext ctx) {
    return ok(ctx).toHttpResponse();
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    CompletableFuture<AggregatedHttpResponse> answer = new CompletableFuture<>();
    Futures.addCallback(
        health
            .withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
            .check(HealthCheckRequest.getDefaultInstance()),
        new FutureCallback<>() {
          @Override
          public void onSuccess(@Nullable HealthCheckResponse health) {
            boolean serving = health != null && health.getStatus() == ServingStatus.SERVING;
            answer.complete(serving ? ok(ctx) : unavailable(ctx));
          }

          @Override
          public void onFailure(Throwable cause) {
            answer.complete(unavailable(ctx));
          }
        },
        MoreExecutors.directExecutor());
    boolean verbose = ctx.queryParam("verbose") != null;
    return HttpResponse.of(
        (verbose ? answer.thenCompose(components::addTo) : answer)
            .thenApply(AggregatedHttpResponse::toHttpResponse));
  }

  private static AggregatedHttpResponse ok(ServiceRequestContext ctx) {
    return JsonResponse.ok("{\"ok\":true}", RequestId.of(ctx));
  }

  private static AggregatedHttpResponse unavailable(ServiceRequestContext ctx) {
    return JsonResponse.of(
        AttachmentError.of(ErrorReason.ERROR_REASON_UNAVAILABLE), RequestId.of(ctx));
  }
}
