package com.tickiti.attachments.edge.route;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceBindingBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.developer.DeveloperPage;
import com.tickiti.attachments.edge.download.DownloadPace;
import com.tickiti.attachments.edge.endpoint.Answer;
import com.tickiti.attachments.edge.endpoint.Endpoint;
import com.tickiti.attachments.edge.endpoint.Endpoints;
import com.tickiti.attachments.edge.guard.ResponseWriteTimeout;
import com.tickiti.attachments.edge.http.CrossOrigin;
import com.tickiti.attachments.edge.http.HealthRoute;
import com.tickiti.attachments.edge.http.ProtocolErrors;
import com.tickiti.attachments.edge.http.RequestId;
import com.tickiti.attachments.edge.http.ServiceCalls;
import com.tickiti.attachments.edge.limit.AddressRanges;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.edge.openapi.OpenApiDocument;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.wire.Headers;
import io.grpc.Channel;
import java.util.List;
import java.util.Map;

/**
 * All the routes of the edge: those of the endpoint table and its description, the developer page,
 * {@code /livez}, which answers 200 as long as the process does, and {@code /readyz}, which answers
 * 200 while the service behind says that it is serving, else 503. Thread-safe.
 */
public final class EdgeRoutes {

  private static final String OPENAPI = "/openapi.json";

  private final Channel channel;
  private final DownloadPace pace;
  private final List<String> corsOrigins;
  private final boolean developerPage;
  private final JsonRoutes json;
  private final GrpcPassThrough grpc;

  /** Of the endpoints whose answer is more than one message. */
  private final Map<Endpoint<?, ?>, HttpService> services;

  private volatile boolean leaving;
  private volatile boolean draining;

  /**
   * Routes to the service behind {@code channel}, which stays the caller's.
   *
   * @param trustedProxies addresses whose forwarding headers are honoured
   * @param corsOrigins whose pages may call the API; empty for those of this host alone
   * @param developerPage whether {@code /} is the page on which to read and try the API
   */
  public EdgeRoutes(
      Channel channel,
      DownloadPace pace,
      AddressRanges trustedProxies,
      List<String> corsOrigins,
      boolean developerPage,
      MemoryBudget budget) {
    this.channel = channel;
    this.corsOrigins = List.copyOf(corsOrigins);
    this.developerPage = developerPage;
    this.pace = pace;
    ServiceCalls calls = new ServiceCalls(channel, trustedProxies);
    this.json = new JsonRoutes(calls, pace, budget);
    this.grpc = new GrpcPassThrough(calls);
    this.services =
        Map.of(
            Endpoints.DOWNLOAD, json.download(),
            Endpoints.SHOW_TICKET, json.conversation(Endpoints.SHOW_TICKET),
            Endpoints.LIST_RESPONSES, json.conversation(Endpoints.LIST_RESPONSES),
            Endpoints.CREATE_LINK, json.link(),
            Endpoints.UPLOAD, new UploadRoute(calls, pace),
            Endpoints.WEB_DOWNLOAD,
                new WebRoute<>(new WebContent.OneAttachment(), calls, pace, budget),
            Endpoints.ARCHIVE,
                new WebRoute<>(new WebContent.AllAttachments(), calls, pace, budget));
  }

  /** Adds the routes, and the JSON shape of what none of them answers, to a server. */
  public void addTo(ServerBuilder server) {
    for (Endpoint<?, ?> endpoint : Endpoints.ALL) {
      addTo(server, endpoint);
    }
    if (developerPage) {
      DeveloperPage.addTo((path, service) -> server.service(path, read(service)));
    }
    server
        .service(grpc.service(), next -> next.decorate(this::grpcAlone))
        .service(OPENAPI, openApi())
        .service("/livez", (ctx, request) -> HealthRoute.live(ctx))
        .service("/readyz", new HealthRoute(channel).decorate(this::unlessLeaving))
        .serviceUnder("/", (ctx, request) -> Unary.error(ctx, noSuchPath()))
        .decorator(this::unlessDraining)
        .decorator(this::untilTaken)
        .errorHandler(new ProtocolErrors());
    if (!corsOrigins.isEmpty()) {
      server.decorator(CrossOrigin.allowing(corsOrigins));
    }
  }

  /** With and without a trailing slash. */
  private void addTo(ServerBuilder server, Endpoint<?, ?> endpoint) {
    HttpService service = new MethodRoute(endpoint.methods(), serviceOf(endpoint));
    ServiceBindingBuilder route = server.route().path(endpoint.path()).path(endpoint.path() + "/");
    if (endpoint.body() == Endpoint.Body.MULTIPART) {
      route.maxRequestLength(0); // the service limits uploads
    }
    route.build(service);
  }

  private HttpService serviceOf(Endpoint<?, ?> endpoint) {
    HttpService service = services.get(endpoint);
    if (service != null) {
      return service;
    }
    if (endpoint.answer() instanceof Answer.Data answer) {
      return json.data(endpoint, answer);
    }
    throw new IllegalStateException("no service for " + endpoint.path());
  }

  private static HttpService openApi() {
    byte[] document = OpenApiDocument.json();
    return read((ctx, request) -> Unary.ok(ctx, document));
  }

  private static HttpService read(HttpService service) {
    return new MethodRoute(List.of(HttpMethod.GET, HttpMethod.HEAD), service);
  }

  /**
   * A gRPC call is as long as it is, within the longest time that a response may take. Any other
   * request to its path is answered as all of this API's are.
   */
  private HttpResponse grpcAlone(HttpService next, ServiceRequestContext ctx, HttpRequest request)
      throws Exception {
    if (request.method() != HttpMethod.POST) {
      ctx.setAdditionalResponseHeader(HttpHeaderNames.ALLOW, HttpMethod.POST.name());
      return Unary.error(
          ctx,
          AttachmentError.of(ErrorReason.ERROR_REASON_METHOD_NOT_ALLOWED)
              .withMessage("gRPC is called by POST."));
    }
    MediaType type = request.contentType();
    if (type == null || !type.subtype().startsWith("grpc")) {
      return Unary.error(
          ctx,
          AttachmentError.of(ErrorReason.ERROR_REASON_UNSUPPORTED_MEDIA_TYPE)
              .withMessage("This path takes gRPC: Content-Type: application/grpc or grpc-web."));
    }
    ResponseWriteTimeout.stop(ctx);
    ctx.setRequestTimeout(TimeoutMode.SET_FROM_NOW, pace.maxDuration());
    ctx.setMaxRequestLength(0);
    return next.serve(ctx, request).mapHeaders(headers -> withRequestId(headers, ctx));
  }

  /** The service tells the id; where Armeria refuses a message that cannot be read, nobody does. */
  private static ResponseHeaders withRequestId(ResponseHeaders headers, ServiceRequestContext ctx) {
    return headers.contains(Headers.REQUEST_ID)
        ? headers
        : headers.withMutations(added -> added.set(Headers.REQUEST_ID, RequestId.of(ctx)));
  }

  private static AttachmentError noSuchPath() {
    return AttachmentError.of(ErrorReason.ERROR_REASON_NOT_FOUND)
        .withMessage("There is nothing at this path; " + OPENAPI + " lists the paths of this API.");
  }

  /** From now on {@code /readyz} says that this edge is going, so that none is sent to it. */
  public void leave() {
    leaving = true;
  }

  private HttpResponse unlessLeaving(
      HttpService next, ServiceRequestContext ctx, HttpRequest request) throws Exception {
    return leaving
        ? Unary.error(ctx, ErrorReason.ERROR_REASON_UNAVAILABLE)
        : next.serve(ctx, request);
  }

  /** From now on new requests are refused, so that those in flight can end. */
  public void drain() {
    draining = true;
  }

  private HttpResponse unlessDraining(
      HttpService next, ServiceRequestContext ctx, HttpRequest request) throws Exception {
    if (!draining) {
      return next.serve(ctx, request);
    }
    ctx.setAdditionalResponseHeader(HttpHeaderNames.CONNECTION, "close");
    return Unary.error(ctx, ErrorReason.ERROR_REASON_UNAVAILABLE);
  }

  /** The time that the service behind may take, and as much again for the client. */
  private HttpResponse untilTaken(HttpService next, ServiceRequestContext ctx, HttpRequest request)
      throws Exception {
    ResponseWriteTimeout.start(ctx, pace.progressTimeout().multipliedBy(2));
    return next.serve(ctx, request);
  }
}
