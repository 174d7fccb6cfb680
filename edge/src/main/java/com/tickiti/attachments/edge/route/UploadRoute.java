package com.tickiti.attachments.edge.route;

import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.multipart.Multipart;
import com.linecorp.armeria.common.stream.StreamMessage;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.download.DownloadPace;
import com.tickiti.attachments.edge.endpoint.Endpoints;
import com.tickiti.attachments.edge.http.ServiceCalls;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.UploadAttachmentRequest;
import com.tickiti.attachments.v1.UploadHeader;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/v1/tickets/attachment-upload}: one {@code multipart/form-data} body in (RFC
 * 7578), one upload out, in constant memory. The fields come before the file: what they name is
 * checked before the first byte of it is taken.
 */
final class UploadRoute implements HttpService {

  private static final String IDEMPOTENCY_KEY = "idempotency-key";

  /** RFC 2046, 5.1.1. */
  private static final int MAX_BOUNDARY_CHARS = 70;

  private static final UploadAttachmentRequest NOTHING =
      UploadAttachmentRequest.newBuilder().setHeader(UploadHeader.getDefaultInstance()).build();

  private final ServiceCalls calls;
  private final DownloadPace pace;
  private final Refusals refusals;

  UploadRoute(ServiceCalls calls, DownloadPace pace) {
    this.calls = calls;
    this.pace = pace;
    this.refusals = new Refusals(calls);
  }

  @Override
  public ExchangeType exchangeType(RoutingContext routingContext) {
    return ExchangeType.BIDI_STREAMING;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    @Nullable MediaType type = request.contentType();
    String boundary =
        type == null || !type.is(MediaType.MULTIPART_FORM_DATA)
            ? ""
            : type.parameters().getOrDefault("boundary", List.of("")).get(0);
    if (boundary.isEmpty() || boundary.length() > MAX_BOUNDARY_CHARS) {
      return refuse(
          ctx,
          AttachmentError.of(ErrorReason.ERROR_REASON_UNSUPPORTED_MEDIA_TYPE)
              .withMessage(
                  "The request body must be sent with Content-Type: multipart/form-data and a"
                      + " boundary."),
          EnumSet.of(
              ErrorReason.ERROR_REASON_VALIDATION_FAILED, ErrorReason.ERROR_REASON_FORBIDDEN));
    }
    UploadStream stream =
        new UploadStream(
            ctx,
            calls.open(ctx, Endpoints.UPLOAD.rpc()),
            calls.metadata(ctx),
            pace,
            new UploadFields(request.headers().get(IDEMPOTENCY_KEY, "")),
            error -> refuse(ctx, error, EnumSet.of(ErrorReason.ERROR_REASON_VALIDATION_FAILED)));
    return stream.start(Multipart.from(boundary, content(request, boundary)), request);
  }

  /** Without trailers, which mean nothing here. */
  private static StreamMessage<HttpData> content(HttpRequest request, String boundary) {
    return request
        .filter(HttpData.class::isInstance)
        .map(HttpData.class::cast)
        .map(new WholeDelimiters(boundary))
        .filter(data -> !data.isEmpty());
  }

  private HttpResponse refuse(
      ServiceRequestContext ctx, AttachmentError refusal, Set<ErrorReason> givesWay) {
    return refusals.refuse(ctx, Endpoints.UPLOAD.rpc(), NOTHING, refusal, givesWay);
  }
}
