package com.tickiti.attachments.edge.download;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.download.ByteRanges.Range;
import com.tickiti.attachments.edge.http.JsonResponse;
import com.tickiti.attachments.edge.http.RequestId;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a GET or HEAD of raw bytes comes to, by its validators and ranges (RFC 9110, 13.2.2). An
 * immutable decision; it does no I/O.
 */
public sealed interface WebDownload {

  /** Nothing is known yet, and nothing need be: the whole is sent as it comes. */
  record Whole() implements WebDownload {}

  /**
   * Parts of the bytes that {@code etag} names.
   *
   * @param ranges at least one
   */
  record Parts(String etag, List<Range> ranges) implements WebDownload {}

  /** A response that carries no bytes of the representation. */
  record WithoutBytes(HttpResponse response) implements WebDownload {}

  /** Whether the representation must be known before it is clear what to send. */
  static boolean needsDescription(RequestHeaders request) {
    return request.method() == HttpMethod.HEAD
        || request.contains(HttpHeaderNames.RANGE)
        || request.contains(HttpHeaderNames.IF_NONE_MATCH);
  }

  /** Decides for a representation that is known. */
  static WebDownload decide(ServiceRequestContext ctx, Representation about) {
    RequestHeaders request = ctx.request().headers();
    String requestId = RequestId.of(ctx);
    if (matches(request.getAll(HttpHeaderNames.IF_NONE_MATCH), about)) {
      return new WithoutBytes(
          HttpResponse.of(about.headers(HttpStatus.NOT_MODIFIED, requestId).build()));
    }
    if (request.method() == HttpMethod.HEAD) {
      return new WithoutBytes(HttpResponse.of(head(about, requestId)));
    }
    return ranges(request, about)
        .map(
            ranges ->
                ranges.ranges().isEmpty()
                    ? new WithoutBytes(notSatisfiable(about, requestId))
                    : new Parts(about.etag(), ranges.ranges()))
        .orElseGet(Whole::new);
  }

  private static ResponseHeaders head(Representation about, String requestId) {
    return about
        .headers(HttpStatus.OK, requestId)
        .add(HttpHeaderNames.CONTENT_TYPE, about.mediaType())
        .contentLength(about.size())
        .build();
  }

  /** A range counts only while the representation is the one that If-Range names. */
  private static Optional<ByteRanges> ranges(RequestHeaders request, Representation about) {
    @Nullable String condition = request.get(HttpHeaderNames.IF_RANGE);
    List<String> ranges = request.getAll(HttpHeaderNames.RANGE);
    if (ranges.size() != 1
        || (condition != null && !condition.strip().equals(about.quotedEtag()))) {
      return Optional.empty();
    }
    return ByteRanges.parse(ranges.get(0), about.size());
  }

  /** The weak comparison, as RFC 9110, 13.1.2 has it; entity tags here have no commas. */
  private static boolean matches(List<String> conditions, Representation about) {
    for (String condition : conditions) {
      for (String tag : condition.split(",", -1)) {
        String bare = tag.strip();
        if (bare.equals("*")
            || (bare.startsWith("W/") ? bare.substring(2) : bare).equals(about.quotedEtag())) {
          return true;
        }
      }
    }
    return false;
  }

  private static HttpResponse notSatisfiable(Representation about, String requestId) {
    AggregatedHttpResponse error =
        JsonResponse.of(
            AttachmentError.of(ErrorReason.ERROR_REASON_RANGE_NOT_SATISFIABLE), requestId);
    return HttpResponse.of(
        error.headers().toBuilder()
            .add(HttpHeaderNames.CONTENT_RANGE, "bytes */" + about.size())
            .build(),
        error.content());
  }
}
