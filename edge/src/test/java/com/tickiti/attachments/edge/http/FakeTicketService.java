package com.tickiti.attachments.edge.http;

import com.google.protobuf.Timestamp;
import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.GetTokenRequest;
import com.tickiti.attachments.v1.GetTokenResponse;
import com.tickiti.attachments.v1.ListResponsesRequest;
import com.tickiti.attachments.v1.ListResponsesResponse;
import com.tickiti.attachments.v1.Ticket;
import com.tickiti.attachments.v1.TicketResponse;
import com.tickiti.attachments.v1.TicketServiceGrpc.TicketServiceImplBase;
import com.tickiti.attachments.v1.TokenOwner;
import com.tickiti.attachments.v1.TokenServiceGrpc.TokenServiceImplBase;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A service that has one ticket with the responses that it was given. */
public final class FakeTicketService extends TicketServiceImplBase {

  public final BlockingQueue<ListResponsesRequest> requests = new LinkedBlockingQueue<>();

  private volatile List<TicketResponse> responses = List.of();
  private volatile boolean failing;

  /** Serves these, and then ends well or in a fault. */
  public void serves(List<TicketResponse> newResponses, boolean newFailing) {
    responses = newResponses;
    failing = newFailing;
  }

  @Override
  public void listResponses(
      ListResponsesRequest request, StreamObserver<ListResponsesResponse> out) {
    requests.add(request);
    if (!request.hasTicketNumber()) {
      out.onError(AttachmentError.invalid(Map.of("from", List.of("the service"))).toException());
      return;
    }
    out.onNext(ListResponsesResponse.newBuilder().setTicket(ticket()).build());
    responses.forEach(
        response -> out.onNext(ListResponsesResponse.newBuilder().setResponse(response).build()));
    if (failing) {
      out.onError(Status.INTERNAL.asRuntimeException());
    } else {
      out.onCompleted();
    }
  }

  private static Ticket ticket() {
    return Ticket.newBuilder()
        .setId("1")
        .setNumber(220009)
        .setSubject("Printer \"on\" fire")
        .setStatus("open")
        .setPriority("20")
        .setQueueId("4")
        .setOriginatorEmail("a@example.test")
        .setCreatedAt(Timestamp.newBuilder().setSeconds(1_777_626_842))
        .setUpdatedAt(Timestamp.newBuilder().setSeconds(1_777_626_843).setNanos(999_000_000))
        .build();
  }

  /** A service that knows one token. */
  static final class Tokens extends TokenServiceImplBase {
    @Override
    public void getToken(GetTokenRequest request, StreamObserver<GetTokenResponse> out) {
      out.onNext(
          GetTokenResponse.newBuilder()
              .setId("14")
              .setDescription("CRM")
              .addAbilities("tickets:read")
              .setOwner(TokenOwner.newBuilder().setId("7").setEmail("p@example.test"))
              .build());
      out.onCompleted();
    }
  }
}
