package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.AttachmentColumns.NAME_RULE;
import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;
import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSES;
import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;

import com.tickiti.attachments.server.access.AttachmentFacts;
import java.util.List;
import org.jooq.DSLContext;

/** One page of a ticket's attachments. */
record SelectAttachments(long ticketId, long afterId, int limit) {

  List<AttachmentFacts> execute(DSLContext dsl) {
    return dsl.select(AttachmentColumns.ALL)
        .from(RESPONSES)
        .join(RESPONSE_ATTACHMENTS)
        .on(RESPONSE_ATTACHMENTS.RESPONSE_ID.eq(RESPONSES.ID))
        .leftJoin(BLOBS)
        .on(BLOBS.SHA256.eq(RESPONSE_ATTACHMENTS.SHA256))
        .leftJoin(NAME_RULE)
        .on(NAME_RULE.EXTENSION.eq(RESPONSE_ATTACHMENTS.EXTENSION))
        // guard: a list is of the one ticket
        .where(RESPONSES.TICKET_ID.eq(ticketId))
        .and(RESPONSE_ATTACHMENTS.ID.gt(afterId))
        .orderBy(RESPONSE_ATTACHMENTS.ID)
        .limit(limit)
        .fetch(AttachmentColumns::read);
  }
}
