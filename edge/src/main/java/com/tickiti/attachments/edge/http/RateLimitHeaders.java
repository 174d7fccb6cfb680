package com.tickiti.attachments.edge.http;

import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Metadata;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much of its quota a token has left, as the service says it in a call's metadata and clients
 * read it in {@code RateLimit-Policy} and {@code RateLimit} (IETF draft
 * draft-ietf-httpapi-ratelimit-headers).
 */
public final class RateLimitHeaders {

  private static final List<Metadata.Key<String>> KEYS =
      List.of(key("ratelimit-policy"), key("ratelimit"));

  /** A string and its parameters, all of them integers (RFC 9651). */
  private static final Pattern ITEM = Pattern.compile("\"[a-z]{1,20}\"(;[a-z]=[0-9]{1,15}){1,4}");

  private RateLimitHeaders() {}

  /** Copies what there is. */
  public static void copy(Metadata from, HttpHeadersBuilder to) {
    for (Metadata.Key<String> key : KEYS) {
      @Nullable String value = from.get(key);
      if (value != null && ITEM.matcher(value).matches()) {
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
