package com.tickiti.attachments.edge.endpoint;

import com.tickiti.attachments.edge.json.JsonShape;
import com.tickiti.attachments.v1.Attachment;
import com.tickiti.attachments.v1.GetTokenResponse;
import com.tickiti.attachments.v1.ListAttachmentsResponse;
import com.tickiti.attachments.v1.Ticket;
import com.tickiti.attachments.v1.TicketResponse;
import com.tickiti.attachments.v1.TokenOwner;

/** The JSON objects of answers, by the JSON contract. */
final class Shapes {

  static final JsonShape ATTACHMENT =
      JsonShape.of(Attachment.getDescriptor())
          .always("id", "response_id", "name", "mime_type", "sha256", "file_size", "is_inline")
          .build();

  static final JsonShape ATTACHMENTS =
      JsonShape.of(ListAttachmentsResponse.getDescriptor())
          .object(
              "attachments",
              JsonShape.of(Attachment.getDescriptor())
                  .always(
                      "id", "response_id", "name", "mime_type", "sha256", "file_size", "is_inline")
                  .renamed("decision", "download_outcome")
                  .build())
          .orNull("next_page_token")
          .build();

  static final JsonShape TICKET =
      JsonShape.of(Ticket.getDescriptor())
          .always("id", "number", "subject", "status", "priority", "queue_id", "originator_email")
          .orNull("assigned_to_email")
          .always("resolved")
          .orNull("on_hold_until")
          .always("created_at", "updated_at")
          .build();

  static final JsonShape RESPONSE =
      JsonShape.of(TicketResponse.getDescriptor())
          .always("id", "is_internal", "is_pinned", "staff_response", "created_by_email")
          .always("created_at", "updated_at", "is_email_sourced", "html", "plain_text")
          .ifSet("html_truncated", "plain_text_truncated")
          .object(
              "attachments",
              JsonShape.of(Attachment.getDescriptor())
                  .always("id", "name", "mime_type", "sha256", "file_size", "is_inline")
                  .build())
          .build();

  static final JsonShape TOKEN =
      JsonShape.of(GetTokenResponse.getDescriptor())
          .always("id", "description", "abilities")
          .object(
              "owner",
              JsonShape.of(TokenOwner.getDescriptor()).always("id", "email", "is_staff").build())
          .orNull("expires_at")
          .build();

  private Shapes() {}
}
