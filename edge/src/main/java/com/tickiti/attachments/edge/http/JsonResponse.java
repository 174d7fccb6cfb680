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
import java.nio.charset.StandardCharsets;

/** The one place that spells response headers: every response carries the same set. */
final class JsonResponse {

  private JsonResponse() {}

  /** Headers of a body of {@code contentLength} bytes of JSON. */
  static ResponseHeadersBuilder headers(HttpStatus status, String requestId, long contentLength) {
    return ResponseHeaders.builder(status)
        .contentType(MediaType.JSON)
        .contentLength(contentLength)
        .add(RequestId.HEADER, requestId)
        .add(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .add(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
  }

  /** The response for {@code error} under the status that the catalogue gives it. */
  static AggregatedHttpResponse of(AttachmentError error, String requestId) {
    return of(HttpStatus.valueOf(error.spec().getHttpStatus()), error, requestId);
  }

  /** The response for {@code error} under another status, where HTTP itself has a better one. */
  static AggregatedHttpResponse of(HttpStatus status, AttachmentError error, String requestId) {
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
  static AggregatedHttpResponse ok(String json, String requestId) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    return AggregatedHttpResponse.of(
        headers(HttpStatus.OK, requestId, body.length).build(), HttpData.wrap(body));
  }
}
