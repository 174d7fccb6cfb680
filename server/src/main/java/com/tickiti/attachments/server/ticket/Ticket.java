package com.tickiti.attachments.server.ticket;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A ticket.
 *
 * @param id internal id
 * @param number people know it by
 * @param queueId the queue it is in
 * @param subject what it is about
 * @param status where it stands, such as {@code open}
 * @param priority how urgent it is, such as {@code 20}
 * @param originatorEmail who began it; empty where that is not known
 * @param assignedToEmail who takes care of it; {@code null} for nobody
 * @param resolved whether it is resolved
 * @param onHoldUntil until when it rests; {@code null} where it does not
 * @param createdAt when it began
 * @param updatedAt when it last changed
 * @param responseCount how many responses it has
 */
public record Ticket(
    long id,
    long number,
    long queueId,
    String subject,
    String status,
    String priority,
    String originatorEmail,
    @Nullable String assignedToEmail,
    boolean resolved,
    @Nullable OffsetDateTime onHoldUntil,
    OffsetDateTime createdAt,
    OffsetDateTime updatedAt,
    long responseCount) {}
