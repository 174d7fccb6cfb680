package com.tickiti.attachments.edge.http;

import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Metadata;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much of its allowance a token has left, as the service tells it in a call's metadata and
 * clients read it in {@code RateLimit-Limit}, {@code -Remaining} and {@code -Reset} (IETF draft
 * "RateLimit header fields for HTTP").
 */
public final class RateLimitHeaders {

  private static final List<Metadata.Key<String>> KEYS =
      List.of(key("ratelimit-limit"), key("ratelimit-remaining"), key("ratelimit-reset"));

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private RateLimitHeaders() {}

  /** Copies what there is. */
  public static void copy(Metadata from, HttpHeadersBuilder to) {
    for (Metadata.Key<String> key : KEYS) {
      @Nullable String value = from.get(key);
      if (value != null && NUMBER.matcher(value).matches()) {
        to.set(key.name(), value);
      }
    }
  }

  /** Copies what there is into the response to a request. */
  public static void copy(Metadata from, ServiceRequestContext ctx) {
    HttpHeadersBuilder found = HttpHeaders.builder();
    copy(from, found);
    copy(found.build(), ctx);
  }

  /** Adds what was found to the response to a request. */
  public static void copy(HttpHeaders found, ServiceRequestContext ctx) {
    found.forEach((name, value) -> ctx.setAdditionalResponseHeader(name, value));
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
