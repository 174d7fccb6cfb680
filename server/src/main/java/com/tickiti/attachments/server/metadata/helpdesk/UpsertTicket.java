package com.tickiti.attachments.server.metadata.helpdesk;

import static com.tickiti.attachments.server.metadata.generated.Tables.TICKETS;

import java.time.OffsetDateTime;
import java.util.List;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * Writes a ticket.
 *
 * @param originatorEmail {@code null} where it is not known who began it
 * @param assignedToEmail {@code null} where nobody takes care of it
 * @param onHoldUntil {@code null} where it does not rest
 * @param createdAt {@code null} leaves the time that is recorded, or takes the present
 * @param updatedAt likewise
 */
public record UpsertTicket(
    long id,
    long number,
    long queueId,
    String subject,
    String status,
    String priority,
    @Nullable String originatorEmail,
    @Nullable String assignedToEmail,
    boolean resolved,
    @Nullable OffsetDateTime onHoldUntil,
    @Nullable OffsetDateTime createdAt,
    @Nullable OffsetDateTime updatedAt)
    implements HelpdeskRow {

  /** Where a ticket stands of which nothing else is said. */
  public static final String DEFAULT_STATUS = "open";

  /** How urgent a ticket is of which nothing else is said. */
  public static final String DEFAULT_PRIORITY = "20";

  /** A ticket of which no more is said. */
  public UpsertTicket(long id, long number, long queueId, String subject) {
    this(
        id,
        number,
        queueId,
        subject,
        DEFAULT_STATUS,
        DEFAULT_PRIORITY,
        null,
        null,
        false,
        null,
        null,
        null);
  }

  @Override
  public Table<?> table() {
    return TICKETS;
  }

  @Override
  public Values values() {
    return new Values()
        .set(TICKETS.ID, id)
        .set(TICKETS.NUMBER, number)
        .set(TICKETS.QUEUE_ID, queueId)
        .set(TICKETS.SUBJECT, subject)
        .set(TICKETS.STATUS, status)
        .set(TICKETS.PRIORITY, priority)
        .set(TICKETS.ORIGINATOR_EMAIL, originatorEmail)
        .set(TICKETS.ASSIGNED_TO_EMAIL, assignedToEmail)
        .set(TICKETS.RESOLVED, resolved)
        .set(TICKETS.ON_HOLD_UNTIL, onHoldUntil)
        .setIfPresent(TICKETS.CREATED_AT, createdAt)
        .setIfPresent(TICKETS.UPDATED_AT, updatedAt);
  }

  @Override
  public List<Requirement> requirements() {
    return List.of(
        new Requirement(Requirement.Kind.QUEUE, queueId),
        new Requirement(Requirement.Kind.TICKET_NUMBER, number));
  }
}
