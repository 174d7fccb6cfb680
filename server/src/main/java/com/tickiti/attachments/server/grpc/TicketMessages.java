package com.tickiti.attachments.server.grpc;

import com.google.protobuf.Timestamp;
import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.download.DownloadOutcomes;
import com.tickiti.attachments.server.model.ApiToken;
import com.tickiti.attachments.server.ticket.Response;
import com.tickiti.attachments.server.ticket.Ticket;
import com.tickiti.attachments.server.ticket.TokenDescription;
import com.tickiti.attachments.v1.GetTokenResponse;
import com.tickiti.attachments.v1.TicketResponse;
import com.tickiti.attachments.v1.TokenOwner;
import java.io.IOException;
import java.time.OffsetDateTime;

/** Writes messages about tickets, responses and tokens. */
final class TicketMessages {

  private TicketMessages() {}

  static com.tickiti.attachments.v1.Ticket ticket(Ticket ticket) {
    var message =
        com.tickiti.attachments.v1.Ticket.newBuilder()
            .setId(Long.toString(ticket.id()))
            .setNumber(ticket.number())
            .setSubject(ticket.subject())
            .setStatus(ticket.status())
            .setPriority(ticket.priority())
            .setQueueId(Long.toString(ticket.queueId()))
            .setOriginatorEmail(ticket.originatorEmail())
            .setResolved(ticket.resolved())
            .setCreatedAt(timestamp(ticket.createdAt()))
            .setUpdatedAt(timestamp(ticket.updatedAt()))
            .setResponseCount(ticket.responseCount());
    if (ticket.assignedToEmail() != null) {
      message.setAssignedToEmail(ticket.assignedToEmail());
    }
    if (ticket.onHoldUntil() != null) {
      message.setOnHoldUntil(timestamp(ticket.onHoldUntil()));
    }
    return message.build();
  }

  static TicketResponse response(Response response, DownloadOutcomes outcomes) throws IOException {
    TicketResponse.Builder message =
        TicketResponse.newBuilder()
            .setId(Long.toString(response.position().id()))
            .setIsInternal(response.internal())
            .setIsPinned(response.position().pinned())
            .setStaffResponse(response.staffResponse())
            .setCreatedByEmail(response.createdByEmail())
            .setCreatedAt(timestamp(response.position().createdAt()))
            .setUpdatedAt(timestamp(response.updatedAt()))
            .setIsEmailSourced(response.emailSourced())
            .setHtml(response.html().text())
            .setHtmlTruncated(response.html().truncated())
            .setPlainText(response.plainText().text())
            .setPlainTextTruncated(response.plainText().truncated());
    for (AttachmentFacts attachment : response.attachments()) {
      message.addAttachments(ResponseMessages.attachment(attachment, outcomes.of(attachment)));
    }
    return message.build();
  }

  static GetTokenResponse token(TokenDescription description) {
    ApiToken token = description.token();
    GetTokenResponse.Builder message =
        GetTokenResponse.newBuilder()
            .setId(Long.toString(token.id()))
            .setDescription(token.description())
            .addAllAbilities(token.abilities())
            .setOwner(
                TokenOwner.newBuilder()
                    .setId(Long.toString(token.userId()))
                    .setEmail(description.ownerEmail())
                    .setIsStaff(description.ownerStaff()));
    if (token.expiresAt() != null) {
      message.setExpiresAt(timestamp(token.expiresAt()));
    }
    return message.build();
  }

  static Timestamp timestamp(OffsetDateTime time) {
    return Timestamp.newBuilder().setSeconds(time.toEpochSecond()).setNanos(time.getNano()).build();
  }
}
