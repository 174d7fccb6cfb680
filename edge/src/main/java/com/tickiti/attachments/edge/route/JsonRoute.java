package com.tickiti.attachments.edge.route;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.endpoint.Endpoint;
import com.tickiti.attachments.edge.http.ServiceCalls;
import com.tickiti.attachments.edge.json.RequestReader;
import com.tickiti.attachments.edge.json.RequestReading;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An endpoint that takes JSON: one JSON object in, one call out.
 *
 * @param <Q> the request message
 */
final class JsonRoute<Q extends Message> implements HttpService {

  /** {@code application/json}, {@code text/json} and whatever is built on JSON (RFC 6839, 3.1). */
  private static final Pattern JSON =
      Pattern.compile("(?:application|text)/json|application/[a-z0-9!#$&^_.+-]+\\+json");

  private static final String IDENTITY = "identity";

  private final Endpoint<Q, ?> endpoint;
  private final Refusals refusals;
  private final RequestReader<Q> reader;
  private final Responder<Q> responder;

  /** Answers a request that could be read. */
  @FunctionalInterface
  interface Responder<Q> {
    HttpResponse respond(ServiceRequestContext ctx, Q request);
  }

  JsonRoute(Endpoint<Q, ?> endpoint, ServiceCalls calls, Responder<Q> responder) {
    this.endpoint = endpoint;
    this.refusals = new Refusals(calls);
    this.reader = endpoint.reader();
    this.responder = responder;
  }

  @Override
  public ExchangeType exchangeType(RoutingContext routingContext) {
    return ExchangeType.RESPONSE_STREAMING; // the body is read whole before serve is called
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    return HttpResponse.of(request.aggregate().thenApply(aggregated -> answer(ctx, aggregated)));
  }

  /**
   * Keeps the contract's order of checks (401 token, 415 content type, 403 ability and staff, 422
   * body, then all the rest), of which the edge itself makes the second and the fourth.
   */
  private HttpResponse answer(ServiceRequestContext ctx, AggregatedHttpRequest request) {
    if (isCompressed(request.headers())) {
      ctx.setAdditionalResponseHeader(HttpHeaderNames.ACCEPT_ENCODING, IDENTITY);
      return refuseMediaType(
          ctx,
          AttachmentError.of(ErrorReason.ERROR_REASON_UNSUPPORTED_MEDIA_TYPE)
              .withMessage("The request body must be sent without Content-Encoding."));
    }
    // guard: the body is declared as JSON
    if (!isJson(request.headers())) {
      return refuseMediaType(
          ctx, AttachmentError.of(ErrorReason.ERROR_REASON_UNSUPPORTED_MEDIA_TYPE));
    }
    RequestReading<Q> reading = reader.read(ByteBuffer.wrap(request.content().array()));
    if (reading instanceof RequestReading.Invalid<Q> invalid) {
      return refuseBody(ctx, invalid.violations());
    }
    return responder.respond(ctx, ((RequestReading.Valid<Q>) reading).request());
  }

  private HttpResponse refuseMediaType(ServiceRequestContext ctx, AttachmentError refusal) {
    return refusals.refuse(
        ctx,
        endpoint.rpc(),
        endpoint.emptyRequest(),
        refusal,
        EnumSet.of(ErrorReason.ERROR_REASON_VALIDATION_FAILED, ErrorReason.ERROR_REASON_FORBIDDEN));
  }

  private HttpResponse refuseBody(ServiceRequestContext ctx, Map<String, List<String>> violations) {
    return refusals.refuse(
        ctx,
        endpoint.rpc(),
        endpoint.emptyRequest(),
        AttachmentError.invalid(violations),
        EnumSet.of(ErrorReason.ERROR_REASON_VALIDATION_FAILED));
  }

  /** Whatever its parameters say: the body is read as UTF-8, as JSON is (RFC 8259, 8.1). */
  private static boolean isJson(RequestHeaders headers) {
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
    int parameters = type.indexOf(';');
    String essence = parameters < 0 ? type : type.substring(0, parameters);
    return JSON.matcher(essence.strip().toLowerCase(Locale.ROOT)).matches();
  }

  private static boolean isCompressed(RequestHeaders headers) {
    return headers.getAll(HttpHeaderNames.CONTENT_ENCODING).stream()
        .anyMatch(coding -> !coding.strip().equalsIgnoreCase(IDENTITY));
  }
}
