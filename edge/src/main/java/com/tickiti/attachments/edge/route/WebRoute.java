package com.tickiti.attachments.edge.route;

import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.download.ByteRanges.Range;
import com.tickiti.attachments.edge.download.DownloadPace;
import com.tickiti.attachments.edge.download.DownloadStream;
import com.tickiti.attachments.edge.download.PacedResponse;
import com.tickiti.attachments.edge.download.RawBody;
import com.tickiti.attachments.edge.download.WebDownload;
import com.tickiti.attachments.edge.http.FirstMessage;
import com.tickiti.attachments.edge.http.ServiceCalls;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.error.AttachmentError;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET} and {@code HEAD} of raw bytes. A request with validators or ranges asks the service
 * first what the bytes are, which reads none of them, and then for those that are to be sent.
 *
 * @param <Q> the RPC's request
 * @param <R> the RPC's messages
 * @param <H> the header among them
 */
final class WebRoute<Q, R, H> implements HttpService {

  private static final String SIGNATURE = "signature";

  private final WebContent<Q, R, H> content;
  private final ServiceCalls calls;
  private final DownloadPace pace;
  private final MemoryBudget budget;

  WebRoute(
      WebContent<Q, R, H> content, ServiceCalls calls, DownloadPace pace, MemoryBudget budget) {
    this.content = content;
    this.calls = calls;
    this.pace = pace;
    this.budget = budget;
  }

  @Override
  public ExchangeType exchangeType(RoutingContext routingContext) {
    return ExchangeType.RESPONSE_STREAMING;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    return HttpResponse.of(request.aggregate().thenApply(body -> answer(ctx)));
  }

  private HttpResponse answer(ServiceRequestContext ctx) {
    Q whole = content.request(ctx);
    if (!WebDownload.needsDescription(ctx.request().headers())) {
      return stream(ctx, null, List.of(), List.of(whole));
    }
    FirstMessage<R> described =
        FirstMessage.of(
            calls.open(ctx, content.source().rpc()),
            metadata(ctx),
            List.of(content.headerOnly(whole)));
    return Unary.respond(
        ctx, described, message -> decided(ctx, whole, message), UnaryOperator.identity());
  }

  private HttpResponse decided(ServiceRequestContext ctx, Q whole, R message) {
    H header = content.source().header().apply(message);
    if (header == null) {
      return Unary.error(ctx, AttachmentError.fromThrowable(Status.INTERNAL.asRuntimeException()));
    }
    WebDownload download = WebDownload.decide(ctx, content.describe(header));
    if (download instanceof WebDownload.WithoutBytes without) {
      return without.response();
    }
    if (download instanceof WebDownload.Parts parts) {
      return stream(
          ctx,
          parts.etag(),
          parts.ranges(),
          parts.ranges().stream().map(range -> content.range(whole, range)).toList());
    }
    return stream(ctx, null, List.of(), List.of(whole));
  }

  private HttpResponse stream(
      ServiceRequestContext ctx, @Nullable String etag, List<Range> ranges, List<Q> requests) {
    return new DownloadStream<>(
            new PacedResponse(ctx, pace, budget, UnaryOperator.identity()),
            calls,
            () -> metadata(ctx),
            content.source(),
            new RawBody<>(content::describe, etag, ranges),
            requests)
        .start();
  }

  /** A token where there is one, else the signature of a link. */
  private Metadata metadata(ServiceRequestContext ctx) {
    @Nullable String signature = ctx.queryParam(SIGNATURE);
    return signature == null || ctx.request().headers().contains(HttpHeaderNames.AUTHORIZATION)
        ? calls.metadata(ctx)
        : calls.metadata(ctx, signature);
  }
}
