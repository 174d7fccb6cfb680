package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSES;
import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;

import com.tickiti.attachments.server.access.AttachmentFacts;
import java.util.List;
import org.jooq.DSLContext;

/** One page of a ticket's attachments. */
record SelectAttachments(long ticketId, long afterId, int limit) {

  List<AttachmentFacts> execute(DSLContext dsl) {
    return AttachmentColumns.selectAll(dsl)
        .join(RESPONSES)
        .on(RESPONSES.ID.eq(RESPONSE_ATTACHMENTS.RESPONSE_ID))
        // guard: a list is of the one ticket
        .where(RESPONSES.TICKET_ID.eq(ticketId))
        .and(RESPONSE_ATTACHMENTS.ID.gt(afterId))
        .orderBy(RESPONSE_ATTACHMENTS.ID)
        .limit(limit)
        .fetch(AttachmentColumns::read);
  }
}
