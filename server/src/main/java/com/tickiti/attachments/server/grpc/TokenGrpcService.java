package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.server.access.Caller;
import com.tickiti.attachments.server.ticket.TicketHandler;
import com.tickiti.attachments.v1.GetTokenRequest;
import com.tickiti.attachments.v1.GetTokenResponse;
import com.tickiti.attachments.v1.TokenServiceGrpc;
import io.grpc.stub.StreamObserver;

/** {@code TokenService} of {@code ticket_service.proto}: messages in, messages out. */
final class TokenGrpcService extends TokenServiceGrpc.TokenServiceImplBase {

  private final TicketHandler tickets;

  TokenGrpcService(TicketHandler tickets) {
    this.tickets = tickets;
  }

  @Override
  public void getToken(GetTokenRequest message, StreamObserver<GetTokenResponse> call) {
    Caller caller = CallInterceptor.caller();
    UnaryAnswer.send(call, caller, () -> TicketMessages.token(tickets.token(caller)));
  }
}
