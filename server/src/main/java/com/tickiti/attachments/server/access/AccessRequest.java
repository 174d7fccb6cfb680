package com.tickiti.attachments.server.access;

import com.tickiti.attachments.server.model.TicketKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants to get at.
 *
 * @param purpose what for
 * @param ticket the ticket named
 * @param attachmentId the attachment named; {@code null} where none is, or where the text given can
 *     be no attachment's
 * @param violations what is wrong with the request, by field; empty where it is well formed
 */
public record AccessRequest(
    Purpose purpose,
    TicketKey ticket,
    @Nullable Long attachmentId,
    Map<String, List<String>> violations) {

  /** A request that names a ticket and no attachment. */
  public static AccessRequest ofTicket(
      Purpose purpose, TicketKey ticket, Map<String, List<String>> violations) {
    return new AccessRequest(purpose, ticket, null, violations);
  }
}
