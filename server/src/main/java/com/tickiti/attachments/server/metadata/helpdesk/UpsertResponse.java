package com.tickiti.attachments.server.metadata.helpdesk;

import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSES;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.val;

import java.time.OffsetDateTime;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
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
  public void execute(DSLContext dsl) {
    Field<OffsetDateTime> created = val(createdAt, RESPONSES.CREATED_AT);
    Field<OffsetDateTime> updated = val(updatedAt, RESPONSES.UPDATED_AT);
    dsl.insertInto(RESPONSES)
        .set(RESPONSES.ID, id)
        .set(RESPONSES.TICKET_ID, ticketId)
        .set(RESPONSES.IS_INTERNAL, internal)
        .set(RESPONSES.IS_PINNED, pinned)
        .set(RESPONSES.STAFF_RESPONSE, staffResponse)
        .set(RESPONSES.CREATED_BY_EMAIL, createdByEmail)
        .set(RESPONSES.HTML, html)
        .set(RESPONSES.PLAIN_TEXT, plainText)
        .set(RESPONSES.IS_EMAIL_SOURCED, emailSourced)
        .set(RESPONSES.CREATED_AT, coalesce(created, currentOffsetDateTime()))
        .set(RESPONSES.UPDATED_AT, coalesce(updated, currentOffsetDateTime()))
        .onConflict(RESPONSES.ID)
        .doUpdate()
        .setAllToExcluded()
        .set(RESPONSES.CREATED_AT, coalesce(created, RESPONSES.CREATED_AT))
        .set(RESPONSES.UPDATED_AT, coalesce(updated, RESPONSES.UPDATED_AT))
        .execute();
  }

  @Override
  public List<Requirement> requirements() {
    return List.of(new Requirement(Requirement.Kind.TICKET, ticketId));
  }
}
