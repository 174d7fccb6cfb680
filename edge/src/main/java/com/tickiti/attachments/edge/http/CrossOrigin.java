package com.tickiti.attachments.edge.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.cors.CorsService;
import com.linecorp.armeria.server.cors.CorsServiceBuilder;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Lets pages of other origins call the API (CORS, by the Fetch standard): those of an allow-list,
 * without cookies, which this API does not use.
 */
public final class CrossOrigin {

  private static final String ANY = "*";

  private static final Duration PREFLIGHT_LIFETIME = Duration.ofMinutes(10);

  private static final List<String> REQUEST_HEADERS =
      List.of(
          "authorization",
          "content-type",
          "idempotency-key",
          "if-none-match",
          "if-range",
          "range",
          "x-request-id",
          // gRPC-Web
          "grpc-timeout",
          "x-grpc-web",
          "x-user-agent");

  private static final List<String> RESPONSE_HEADERS =
      List.of(
          "accept-ranges",
          "content-disposition",
          "content-length",
          "content-range",
          "etag",
          "ratelimit-limit",
          "ratelimit-remaining",
          "ratelimit-reset",
          "repr-digest",
          "retry-after",
          "x-request-id",
          // gRPC-Web
          "grpc-message",
          "grpc-status",
          "grpc-status-details-bin");

  private CrossOrigin() {}

  /**
   * Answers preflight requests, and adds what browsers look for to responses.
   *
   * @param origins such as {@code https://app.example}; {@code *} for all; not empty
   */
  public static Function<? super HttpService, ? extends HttpService> allowing(
      List<String> origins) {
    CorsServiceBuilder cors =
        origins.contains(ANY) ? CorsService.builderForAnyOrigin() : CorsService.builder(origins);
    return cors.allowRequestMethods(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST)
        .allowRequestHeaders(REQUEST_HEADERS)
        .exposeHeaders(RESPONSE_HEADERS)
        .maxAge(PREFLIGHT_LIFETIME)
        .newDecorator();
  }
}
