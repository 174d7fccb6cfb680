package com.tickiti.attachments.server.ticket;

import com.tickiti.attachments.server.access.AttachmentFacts;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * A response to a ticket, or what was asked for of it.
 *
 * @param position its id, and where it stands among the ticket's responses
 * @param internal whether only staff may read it
 * @param staffResponse whether staff wrote it
 * @param createdByEmail who wrote it; empty where that is not known
 * @param updatedAt when it last changed
 * @param emailSourced whether it came by e-mail
 * @param html its text as HTML; empty where there is none, or it was not asked for
 * @param plainText its text without markup, likewise
 * @param attachments by id; empty where they were not asked for
 */
public record Response(
    ResponsePosition position,
    boolean internal,
    boolean staffResponse,
    String createdByEmail,
    OffsetDateTime updatedAt,
    boolean emailSourced,
    Body html,
    Body plainText,
    List<AttachmentFacts> attachments) {

  public Response {
    attachments = List.copyOf(attachments);
  }

  /** The same with its attachments. */
  public Response with(List<AttachmentFacts> found) {
    return new Response(
        position,
        internal,
        staffResponse,
        createdByEmail,
        updatedAt,
        emailSourced,
        html,
        plainText,
        found);
  }

  /**
   * A text.
   *
   * @param truncated whether there is more of it
   */
  public record Body(String text, boolean truncated) {}
}
