package com.tickiti.attachments.edge.route;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.http.JsonResponse;
import com.tickiti.attachments.edge.http.RequestId;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a path answers: its own methods, {@code OPTIONS} with the list of them, and 405 for all
 * others (RFC 9110, 9.3.7 and 15.5.6).
 */
final class MethodRoute implements HttpService {

  private final List<HttpMethod> methods;
  private final HttpService service;

  MethodRoute(List<HttpMethod> methods, HttpService service) {
    this.methods = methods;
    this.service = service;
  }

  @Override
  public ExchangeType exchangeType(RoutingContext routingContext) {
    return service.exchangeType(routingContext);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    if (methods.contains(request.method())) {
      return service.serve(ctx, request);
    }
    return request.method() == HttpMethod.OPTIONS
        ? withAllow(JsonResponse.ok("{\"ok\":true}", RequestId.of(ctx)))
        : withAllow(JsonResponse.of(notAllowed(), RequestId.of(ctx)));
  }

  private AttachmentError notAllowed() {
    String names = methods.stream().map(HttpMethod::name).collect(Collectors.joining(" and "));
    return AttachmentError.of(ErrorReason.ERROR_REASON_METHOD_NOT_ALLOWED)
        .withMessage("This endpoint answers " + names + " only.");
  }

  private HttpResponse withAllow(AggregatedHttpResponse response) {
    String allow =
        Stream.concat(methods.stream(), Stream.of(HttpMethod.OPTIONS))
            .map(HttpMethod::name)
            .collect(Collectors.joining(", "));
    return HttpResponse.of(
        response.headers().toBuilder().set(HttpHeaderNames.ALLOW, allow).build(),
        response.content());
  }
}
