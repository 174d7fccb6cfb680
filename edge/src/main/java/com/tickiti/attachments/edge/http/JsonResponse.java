package com.tickiti.attachments.edge.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.tickiti.attachments.edge.json.ErrorJson;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.wire.Headers;
import java.nio.charset.StandardCharsets;

/** The one place that spells response headers: every response carries the same set. */
public final class JsonResponse {

  private JsonResponse() {}

  /** Headers of a body of {@code contentLength} bytes of JSON. */
  public static ResponseHeadersBuilder headers(
      HttpStatus status, String requestId, long contentLength) {
    return headers(status, requestId).contentLength(contentLength);
  }

  /** Headers of a body of JSON whose length is not known yet. */
  public static ResponseHeadersBuilder headers(HttpStatus status, String requestId) {
    return common(status, requestId).contentType(MediaType.JSON);
  }

  /** Headers of every response, whatever its body. */
  public static ResponseHeadersBuilder common(HttpStatus status, String requestId) {
    return ResponseHeaders.builder(status)
        .add(Headers.REQUEST_ID, requestId)
        .add(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .add(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
  }

  /** The response for {@code error} under the status that the catalogue gives it. */
  public static AggregatedHttpResponse of(AttachmentError error, String requestId) {
    return of(HttpStatus.valueOf(error.spec().getHttpStatus()), error, requestId);
  }

  /** The response for {@code error} under another status, where HTTP itself has a better one. */
  public static AggregatedHttpResponse of(
      HttpStatus status, AttachmentError error, String requestId) {
    byte[] body = ErrorJson.of(error, requestId);
    ResponseHeadersBuilder headers = headers(status, requestId, body.length);
    switch (error.reason()) {
      case ERROR_REASON_UNAUTHENTICATED -> headers.add(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
      case ERROR_REASON_METHOD_NOT_ALLOWED -> headers.add(HttpHeaderNames.ALLOW, "POST");
      case ERROR_REASON_RATE_LIMITED, ERROR_REASON_UNAVAILABLE ->
          headers.addInt(HttpHeaderNames.RETRY_AFTER, Math.max(1, error.retryAfterSeconds()));
      default -> {}
    }
    return AggregatedHttpResponse.of(headers.build(), HttpData.wrap(body));
  }

  /** A 200 with {@code json} as it is. */
  public static AggregatedHttpResponse ok(String json, String requestId) {
    return ok(json.getBytes(StandardCharsets.UTF_8), requestId);
  }

  /** A 200 with {@code body}, which is JSON in UTF-8, as it is. */
  public static AggregatedHttpResponse ok(byte[] body, String requestId) {
    return AggregatedHttpResponse.of(
        headers(HttpStatus.OK, requestId, body.length).build(), HttpData.wrap(body));
  }
}
