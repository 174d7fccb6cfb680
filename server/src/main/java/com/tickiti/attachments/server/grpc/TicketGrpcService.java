package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.server.access.AccessRequest;
import com.tickiti.attachments.server.access.Caller;
import com.tickiti.attachments.server.download.DownloadOutcomes;
import com.tickiti.attachments.server.ticket.ResponseList;
import com.tickiti.attachments.server.ticket.ResponsesRequest;
import com.tickiti.attachments.server.ticket.TicketHandler;
import com.tickiti.attachments.v1.GetTicketRequest;
import com.tickiti.attachments.v1.GetTicketResponse;
import com.tickiti.attachments.v1.ListResponsesRequest;
import com.tickiti.attachments.v1.ListResponsesResponse;
import com.tickiti.attachments.v1.TicketServiceGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** {@code TicketService} of {@code ticket_service.proto}: messages in, messages out. */
final class TicketGrpcService extends TicketServiceGrpc.TicketServiceImplBase {

  private final TicketHandler tickets;
  private final DownloadOutcomes outcomes;

  TicketGrpcService(TicketHandler tickets, DownloadOutcomes outcomes) {
    this.tickets = tickets;
    this.outcomes = outcomes;
  }

  @Override
  public void getTicket(GetTicketRequest message, StreamObserver<GetTicketResponse> call) {
    Caller caller = CallInterceptor.caller();
    UnaryAnswer.send(
        call,
        caller,
        () -> {
          AccessRequest request = RequestMessages.read(message);
          return GetTicketResponse.newBuilder()
              .setTicket(
                  TicketMessages.ticket(
                      tickets.ticket(caller, request.ticket(), request.violations())))
              .build();
        });
  }

  @Override
  public void listResponses(
      ListResponsesRequest message, StreamObserver<ListResponsesResponse> observer) {
    Caller caller = CallInterceptor.caller();
    var call = (ServerCallStreamObserver<ListResponsesResponse>) observer;
    ResponsesRequest request = RequestMessages.read(message);
    ResponseList responses;
    try {
      responses = tickets.responses(caller, request);
    } catch (RuntimeException e) {
      call.onError(Failures.toStatus(e, caller));
      return;
    }
    MessagePump.send(
        ListResponsesResponse.newBuilder()
            .setTicket(TicketMessages.ticket(responses.ticket()))
            .build(),
        new ResponseListMessages(responses, request.ticket(), outcomes),
        caller,
        call);
  }
}
