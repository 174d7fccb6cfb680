package com.tickiti.attachments.edge.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.limit.AddressRanges;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.Channel;

/**
 * All the routes of the edge. Thread-safe.
 *
 * <p>{@code POST /api/v1/tickets/attachment} downloads; {@code /livez} answers 200 as long as the
 * process does; {@code /readyz} answers 200 while the service behind says it is serving, else 503.
 */
public final class EdgeRoutes {

  private final Channel channel;
  private final DownloadPace pace;
  private final AddressRanges trustedProxies;
  private final MemoryBudget budget;
  private volatile boolean draining;

  /** Routes to the service behind {@code channel}, which stays the caller's. */
  public EdgeRoutes(
      Channel channel, DownloadPace pace, AddressRanges trustedProxies, MemoryBudget budget) {
    this.channel = channel;
    this.pace = pace;
    this.trustedProxies = trustedProxies;
    this.budget = budget;
  }

  /** Adds the routes, and the JSON shape of what none of them answers, to a server. */
  public void addTo(ServerBuilder server) {
    server
        .service(
            "/api/v1/tickets/attachment", new DownloadRoute(channel, pace, trustedProxies, budget))
        .service("/livez", (ctx, request) -> HealthRoute.live(ctx))
        .service("/readyz", new HealthRoute(channel))
        .serviceUnder("/", (ctx, request) -> error(ctx, ErrorReason.ERROR_REASON_NOT_FOUND))
        .decorator(this::unlessDraining)
        .decorator(this::untilTaken)
        .errorHandler(new ProtocolErrors());
  }

  /** From now on new requests are refused, so that those under way can end in peace. */
  public void drain() {
    draining = true;
  }

  private HttpResponse unlessDraining(
      HttpService next, ServiceRequestContext ctx, HttpRequest request) throws Exception {
    if (!draining) {
      return next.serve(ctx, request);
    }
    ctx.setAdditionalResponseHeader(HttpHeaderNames.CONNECTION, "close");
    return error(ctx, ErrorReason.ERROR_REASON_UNAVAILABLE);
  }

  /** The time that the service behind may take, and as much again for the client. */
  private HttpResponse untilTaken(HttpService next, ServiceRequestContext ctx, HttpRequest request)
      throws Exception {
    ResponseWriteTimeout.start(ctx, pace.progressTimeout().multipliedBy(2));
    return next.serve(ctx, request);
  }

  private static HttpResponse error(ServiceRequestContext ctx, ErrorReason reason) {
    return JsonResponse.of(AttachmentError.of(reason), RequestId.of(ctx)).toHttpResponse();
  }
}
