package com.tickiti.attachments.edge.route;

import com.google.protobuf.Message;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.tickiti.attachments.edge.download.ConversationStream;
import com.tickiti.attachments.edge.download.DownloadPace;
import com.tickiti.attachments.edge.download.DownloadSource;
import com.tickiti.attachments.edge.download.DownloadStream;
import com.tickiti.attachments.edge.download.EnvelopeBody;
import com.tickiti.attachments.edge.download.PacedResponse;
import com.tickiti.attachments.edge.endpoint.Answer;
import com.tickiti.attachments.edge.endpoint.Endpoint;
import com.tickiti.attachments.edge.endpoint.Endpoints;
import com.tickiti.attachments.edge.http.FirstMessage;
import com.tickiti.attachments.edge.http.RequestOrigin;
import com.tickiti.attachments.edge.http.ServiceCalls;
import com.tickiti.attachments.edge.json.AnswerJson;
import com.tickiti.attachments.edge.json.ConversationJson;
import com.tickiti.attachments.edge.json.RequestField;
import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.CreateLinkRequest;
import com.tickiti.attachments.v1.CreateLinkResponse;
import com.tickiti.attachments.v1.Intent;
import com.tickiti.attachments.v1.ListResponsesRequest;
import com.tickiti.attachments.v1.ListResponsesResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The endpoints that take JSON, each with the answer that the table gives it. Thread-safe. */
final class JsonRoutes {

  private final ServiceCalls calls;
  private final DownloadPace pace;
  private final MemoryBudget budget;

  JsonRoutes(ServiceCalls calls, DownloadPace pace, MemoryBudget budget) {
    this.calls = calls;
    this.pace = pace;
    this.budget = budget;
  }

  /** The documented download. */
  HttpService download() {
    UnaryOperator<AttachmentError> names = inJsonNames(Endpoints.DOWNLOAD);
    return new JsonRoute<>(
        Endpoints.DOWNLOAD,
        calls,
        (ctx, request) ->
            new DownloadStream<>(
                    paced(ctx, names),
                    calls,
                    () -> calls.metadata(ctx),
                    DownloadSource.ATTACHMENT,
                    new EnvelopeBody(),
                    List.of(request))
                .start());
  }

  /** A ticket's responses, with or without the ticket. */
  HttpService conversation(Endpoint<ListResponsesRequest, ListResponsesResponse> endpoint) {
    Answer.Conversation answer = (Answer.Conversation) endpoint.answer();
    UnaryOperator<AttachmentError> names = inJsonNames(endpoint);
    return new JsonRoute<>(
        endpoint,
        calls,
        (ctx, request) ->
            new ConversationStream(
                    paced(ctx, names),
                    calls.open(ctx, endpoint.rpc()),
                    new ConversationJson(answer.ticket(), answer.response(), request))
                .start(request, calls.metadata(ctx)));
  }

  /** An answer that is one message. */
  <Q extends Message, R extends Message> HttpService data(
      Endpoint<Q, R> endpoint, Answer.Data answer) {
    UnaryOperator<AttachmentError> names = inJsonNames(endpoint);
    return new JsonRoute<>(
        endpoint,
        calls,
        (ctx, request) ->
            Unary.respond(
                ctx,
                ask(ctx, endpoint, request),
                message -> Unary.ok(ctx, AnswerJson.of(answer.shape(), message)),
                names));
  }

  /** A link to the web download, on the host that the request came by. */
  HttpService link() {
    UnaryOperator<AttachmentError> names = inJsonNames(Endpoints.CREATE_LINK);
    return new JsonRoute<>(
        Endpoints.CREATE_LINK,
        calls,
        (ctx, request) ->
            Unary.respond(
                ctx,
                ask(ctx, Endpoints.CREATE_LINK, request),
                message ->
                    Unary.ok(
                        ctx, AnswerJson.ofLink(url(ctx, request, message), message.getExpiresAt())),
                names));
  }

  private String url(
      ServiceRequestContext ctx, CreateLinkRequest request, CreateLinkResponse link) {
    return RequestOrigin.of(ctx, calls.trustedProxies())
        + "/tickets/"
        + link.getTicketNumber()
        + "/attachments/"
        + link.getResponseAttachmentId()
        + "?signature="
        + link.getSignature()
        + (request.getIntent() == Intent.INTENT_REVIEW_OK ? "&intent=review_ok" : "");
  }

  private <Q extends Message, R extends Message> FirstMessage<R> ask(
      ServiceRequestContext ctx, Endpoint<Q, R> endpoint, Q request) {
    return FirstMessage.of(calls.open(ctx, endpoint.rpc()), calls.metadata(ctx), List.of(request));
  }

  private PacedResponse paced(ServiceRequestContext ctx, UnaryOperator<AttachmentError> answer) {
    return new PacedResponse(ctx, pace, budget, answer);
  }

  /** The service names fields of its messages; the caller knows those of JSON. */
  static UnaryOperator<AttachmentError> inJsonNames(Endpoint<?, ?> endpoint) {
    Map<String, String> names = new LinkedHashMap<>();
    for (RequestField field : endpoint.fields()) {
      names.put(field.target(), field.name());
    }
    return error -> {
      if (error.violations().isEmpty()) {
        return error;
      }
      Map<String, List<String>> renamed = new LinkedHashMap<>();
      error
          .violations()
          .forEach((name, texts) -> renamed.put(names.getOrDefault(name, name), texts));
      return new AttachmentError(
          error.reason(), error.message(), renamed, error.metadata(), error.retryAfterSeconds());
    };
  }
}
