package com.tickiti.attachments.server.metadata.helpdesk;

import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSES;

import java.time.OffsetDateTime;
import java.util.List;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * Writes a response.
 *
 * @param createdAt {@code null} leaves the time that is recorded, or takes the present
 * @param updatedAt likewise
 */
public record UpsertResponse(
    long id,
    long ticketId,
    boolean internal,
    boolean pinned,
    boolean staffResponse,
    @Nullable String createdByEmail,
    @Nullable String html,
    @Nullable String plainText,
    boolean emailSourced,
    @Nullable OffsetDateTime createdAt,
    @Nullable OffsetDateTime updatedAt)
    implements HelpdeskRow {

  @Override
  public Table<?> table() {
    return RESPONSES;
  }

  @Override
  public Values values() {
    return new Values()
        .set(RESPONSES.ID, id)
        .set(RESPONSES.TICKET_ID, ticketId)
        .set(RESPONSES.IS_INTERNAL, internal)
        .set(RESPONSES.IS_PINNED, pinned)
        .set(RESPONSES.STAFF_RESPONSE, staffResponse)
        .set(RESPONSES.CREATED_BY_EMAIL, createdByEmail)
        .set(RESPONSES.HTML, html)
        .set(RESPONSES.PLAIN_TEXT, plainText)
        .set(RESPONSES.IS_EMAIL_SOURCED, emailSourced)
        .setIfPresent(RESPONSES.CREATED_AT, createdAt)
        .setIfPresent(RESPONSES.UPDATED_AT, updatedAt);
  }

  @Override
  public List<Requirement> requirements() {
    return List.of(new Requirement(Requirement.Kind.TICKET, ticketId));
  }
}
