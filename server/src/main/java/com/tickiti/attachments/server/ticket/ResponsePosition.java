package com.tickiti.attachments.server.ticket;

import java.time.OffsetDateTime;

/**
 * Where a response stands among a ticket's: pinned ones first, then the oldest, then by id.
 *
 * @param pinned whether it stands before all that are not
 * @param createdAt when it was written, to the microsecond
 * @param id its id
 */
public record ResponsePosition(boolean pinned, OffsetDateTime createdAt, long id) {}
