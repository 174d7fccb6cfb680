package com.tickiti.attachments.edge.http;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.tickiti.attachments.wire.Components;
import io.grpc.Channel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How each component of the service behind is: {@code "components":{"database":"up",...}} with up,
 * down, off or unknown. Reasons stay in the service's log, since they name hosts and files.
 */
final class ComponentReport {

  private final HealthGrpc.HealthFutureStub health;
  private final long deadlineMillis;

  ComponentReport(Channel channel, long deadlineMillis) {
    this.health = HealthGrpc.newFutureStub(channel);
    this.deadlineMillis = deadlineMillis;
  }

  /** The answer, a JSON object, with the components as its last member. */
  CompletableFuture<AggregatedHttpResponse> addTo(AggregatedHttpResponse answer) {
    List<CompletableFuture<String>> members =
        Components.NAMES.stream()
            .map(name -> state(name).thenApply(state -> "\"" + name + "\":\"" + state + "\""))
            .toList();
    return CompletableFuture.allOf(new ArrayList<>(members).toArray(CompletableFuture[]::new))
        .thenApply(
            unused ->
                with(
                    answer,
                    members.stream()
                        .map(CompletableFuture::join)
                        .collect(Collectors.joining(",", "\"components\":{", "}"))));
  }

  private static AggregatedHttpResponse with(AggregatedHttpResponse answer, String member) {
    String object = answer.contentUtf8();
    HttpData body =
        HttpData.ofUtf8(object.substring(0, object.lastIndexOf('}')) + "," + member + "}");
    return AggregatedHttpResponse.of(
        answer.headers().toBuilder().contentLength(body.length()).build(), body);
  }

  private CompletableFuture<String> state(String component) {
    CompletableFuture<String> state = new CompletableFuture<>();
    ListenableFuture<HealthCheckResponse> answer =
        health
            .withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS)
            .check(
                HealthCheckRequest.newBuilder()
                    .setService(Components.serviceName(component))
                    .build());
    Futures.addCallback(
        answer,
        new FutureCallback<>() {
          @Override
          public void onSuccess(@Nullable HealthCheckResponse found) {
            state.complete(found == null ? "unknown" : word(found.getStatus()));
          }

          @Override
          public void onFailure(Throwable cause) {
            state.complete("unknown");
          }
        },
        MoreExecutors.directExecutor());
    return state;
  }

  private static String word(HealthCheckResponse.ServingStatus status) {
    return switch (status) {
      case SERVING -> "up";
      case NOT_SERVING -> "down";
      case UNKNOWN -> "off";
      default -> "unknown";
    };
  }
}
