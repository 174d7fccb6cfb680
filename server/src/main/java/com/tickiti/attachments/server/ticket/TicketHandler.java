package com.tickiti.attachments.server.ticket;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.access.AccessRequest;
import com.tickiti.attachments.server.access.Caller;
import com.tickiti.attachments.server.access.Gate;
import com.tickiti.attachments.server.access.Purpose;
import com.tickiti.attachments.server.access.RefusalException;
import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.v1.ErrorReason;
import java.util.List;
import java.util.Map;

/**
 * Answers what may be read of tickets, their responses and tokens. Thread-safe; its methods block
 * on the database, and end in {@link RefusalException} where the gate refuses and in {@link
 * com.tickiti.attachments.server.access.MetadataUnavailableException} where the database cannot be
 * read.
 */
public final class TicketHandler {

  private final Gate gate;
  private final TicketMetadata metadata;

  public TicketHandler(Gate gate, TicketMetadata metadata) {
    this.gate = gate;
    this.metadata = metadata;
  }

  /** Describes the ticket named {@code key}. */
  public Ticket ticket(Caller caller, TicketKey key, Map<String, List<String>> violations) {
    AccessRequest request = AccessRequest.ofTicket(Purpose.READ, key, violations);
    return ticket(gate.admit(caller, request).ticket().id());
  }

  /** Begins to read a ticket's responses. */
  public ResponseList responses(Caller caller, ResponsesRequest request) {
    AccessRequest access =
        AccessRequest.ofTicket(Purpose.READ, request.ticket(), request.violations());
    long ticketId = gate.admit(caller, access).ticket().id();
    caller.limits().claimForResponses(ResponseList.BATCH_TEXT_BYTES);
    return new ResponseList(ticket(ticketId), request, metadata);
  }

  /** Describes the token that the caller acts by. */
  public TokenDescription token(Caller caller) {
    return metadata
        .token(gate.authenticate(caller).id())
        .orElseThrow(() -> refusal(ErrorReason.ERROR_REASON_UNAUTHENTICATED));
  }

  /** One that the gate has just seen may be gone by now. */
  private Ticket ticket(long id) {
    return metadata.ticket(id).orElseThrow(() -> refusal(ErrorReason.ERROR_REASON_NOT_FOUND));
  }

  private static RefusalException refusal(ErrorReason reason) {
    return new RefusalException(AttachmentError.of(reason));
  }
}
