package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.AttachmentColumns.NAME_RULE;
import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;
import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;
import static org.jooq.impl.DSL.any;

import com.tickiti.attachments.server.access.AttachmentFacts;
import java.util.Collection;
import java.util.List;
import org.jooq.DSLContext;

/** Attachments by their ids, whichever tickets they belong to: for administrators only. */
public record SelectAttachmentsById(Collection<Long> ids) {

  public List<AttachmentFacts> execute(DSLContext dsl) {
    return dsl.select(AttachmentColumns.ALL)
        .from(RESPONSE_ATTACHMENTS)
        .leftJoin(BLOBS)
        .on(BLOBS.SHA256.eq(RESPONSE_ATTACHMENTS.SHA256))
        .leftJoin(NAME_RULE)
        .on(NAME_RULE.EXTENSION.eq(RESPONSE_ATTACHMENTS.EXTENSION))
        .where(RESPONSE_ATTACHMENTS.ID.eq(any(ids.toArray(Long[]::new))))
        .orderBy(RESPONSE_ATTACHMENTS.ID)
        .fetch(AttachmentColumns::read);
  }
}
