package com.tickiti.attachments.edge.route;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.http.FirstMessage;
import com.tickiti.attachments.edge.http.ServiceCalls;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.Set;

/**
 * Refuses requests that the edge itself finds invalid, in the contract's order of checks: who asks
 * comes before what is asked. The service is asked for nothing at all, which ends in whatever comes
 * before the body; failing that, the edge's own refusal is the answer.
 */
final class Refusals {

  private final ServiceCalls calls;

  Refusals(ServiceCalls calls) {
    this.calls = calls;
  }

  /**
   * Refuses a request.
   *
   * @param nothing a request of the service that names nothing
   * @param refusal what the edge has found
   * @param givesWay errors of the service in whose place the refusal is the answer
   */
  <Q, R> HttpResponse refuse(
      ServiceRequestContext ctx,
      MethodDescriptor<Q, R> rpc,
      Q nothing,
      AttachmentError refusal,
      Set<ErrorReason> givesWay) {
    FirstMessage<R> asked =
        FirstMessage.of(calls.open(ctx, rpc), calls.metadata(ctx), List.of(nothing));
    return Unary.respond(
        ctx,
        asked,
        message -> Unary.error(ctx, refusal),
        error -> givesWay.contains(error.reason()) ? refusal : error);
  }
}
