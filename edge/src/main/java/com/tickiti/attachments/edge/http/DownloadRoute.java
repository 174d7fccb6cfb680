package com.tickiti.attachments.edge.http;

import com.google.common.net.InetAddresses;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.json.DownloadRequestReader;
import com.tickiti.attachments.edge.json.RequestReading;
import com.tickiti.attachments.edge.limit.AddressRanges;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.AttachmentServiceGrpc;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Metadata;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/tickets/attachment}: one JSON request in, one download out. */
final class DownloadRoute implements HttpService {

  private static final MediaType JSON = MediaType.JSON.withoutParameters();

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of(RequestId.HEADER, Metadata.ASCII_STRING_MARSHALLER);

  /** For whom the edge asks; the service believes it from those edges alone that it trusts. */
  private static final Metadata.Key<String> CLIENT_ADDRESS =
      Metadata.Key.of("x-client-address", Metadata.ASCII_STRING_MARSHALLER);

  private final Channel channel;
  private final DownloadPace pace;
  private final AddressRanges trustedProxies;
  private final MemoryBudget budget;
  private final DownloadRequestReader reader = new DownloadRequestReader();

  DownloadRoute(
      Channel channel, DownloadPace pace, AddressRanges trustedProxies, MemoryBudget budget) {
    this.channel = channel;
    this.pace = pace;
    this.trustedProxies = trustedProxies;
    this.budget = budget;
  }

  @Override
  public ExchangeType exchangeType(RoutingContext routingContext) {
    return ExchangeType.RESPONSE_STREAMING; // the body is read whole before serve is called
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    if (request.method() != HttpMethod.POST) {
      return JsonResponse.of(
              AttachmentError.of(ErrorReason.ERROR_REASON_METHOD_NOT_ALLOWED), RequestId.of(ctx))
          .toHttpResponse();
    }
    return HttpResponse.of(request.aggregate().thenApply(aggregated -> answer(ctx, aggregated)));
  }

  /**
   * Keeps the contract's order of checks (401 token, 415 content type, 403 ability and staff, 422
   * body, then all the rest), of which the edge can see no more than the second and the fourth.
   * Where it has something to refuse, it asks the service for nothing at all: an empty request ends
   * in whatever comes before the body, and failing that in {@code VALIDATION_FAILED}, in whose
   * place the edge then puts its own refusal. A content type comes before 403 as well.
   */
  private HttpResponse answer(ServiceRequestContext ctx, AggregatedHttpRequest request) {
    // guard: the body is declared as JSON
    if (!isJson(request.contentType())) {
      AttachmentError refusal = AttachmentError.of(ErrorReason.ERROR_REASON_UNSUPPORTED_MEDIA_TYPE);
      return refuse(
          ctx,
          refusal,
          EnumSet.of(
              ErrorReason.ERROR_REASON_VALIDATION_FAILED, ErrorReason.ERROR_REASON_FORBIDDEN));
    }
    RequestReading reading = reader.read(ByteBuffer.wrap(request.content().array()));
    if (reading instanceof RequestReading.Invalid invalid) {
      return refuse(
          ctx,
          AttachmentError.invalid(invalid.violations()),
          EnumSet.of(ErrorReason.ERROR_REASON_VALIDATION_FAILED));
    }
    return download(ctx, ((RequestReading.Valid) reading).request(), UnaryOperator.identity());
  }

  private HttpResponse refuse(
      ServiceRequestContext ctx, AttachmentError refusal, Set<ErrorReason> givesWay) {
    return download(
        ctx,
        DownloadAttachmentRequest.getDefaultInstance(),
        error -> givesWay.contains(error.reason()) ? refusal : error);
  }

  private HttpResponse download(
      ServiceRequestContext ctx,
      DownloadAttachmentRequest request,
      UnaryOperator<AttachmentError> answer) {
    CallOptions options = CallOptions.DEFAULT.withExecutor(ctx.eventLoop().withoutContext());
    return new DownloadStream(
            ctx,
            channel.newCall(AttachmentServiceGrpc.getDownloadAttachmentMethod(), options),
            pace,
            budget,
            answer)
        .start(request, metadata(ctx));
  }

  private static boolean isJson(@Nullable MediaType type) {
    return type != null
        && type.is(JSON)
        && type.parameters().getOrDefault("charset", List.of()).stream()
            .allMatch("utf-8"::equalsIgnoreCase);
  }

  /** Two tokens are as good as none: which of them was meant is nobody's guess. */
  private Metadata metadata(ServiceRequestContext ctx) {
    RequestHeaders headers = ctx.request().headers();
    Metadata metadata = new Metadata();
    metadata.put(REQUEST_ID, RequestId.of(ctx));
    metadata.put(CLIENT_ADDRESS, InetAddresses.toAddrString(ClientAddress.of(ctx, trustedProxies)));
    List<String> authorizations = headers.getAll(HttpHeaderNames.AUTHORIZATION);
    // guard: several authorizations are rejected, over JSON
    if (authorizations.size() == 1 && isPrintableAscii(authorizations.get(0))) {
      metadata.put(AUTHORIZATION, authorizations.get(0));
    }
    return metadata;
  }

  private static boolean isPrintableAscii(String value) {
    return value.chars().allMatch(c -> c >= ' ' && c <= '~');
  }
}
