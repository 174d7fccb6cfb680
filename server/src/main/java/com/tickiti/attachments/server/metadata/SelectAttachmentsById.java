package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;
import static org.jooq.impl.DSL.any;

import com.tickiti.attachments.server.access.AttachmentFacts;
import java.util.Collection;
import java.util.List;
import org.jooq.DSLContext;

/** Attachments by their ids, whichever tickets they belong to: for administrators only. */
public record SelectAttachmentsById(Collection<Long> ids) {

  public List<AttachmentFacts> execute(DSLContext dsl) {
    return AttachmentColumns.selectAll(dsl)
        .where(RESPONSE_ATTACHMENTS.ID.eq(any(ids.toArray(Long[]::new))))
        .orderBy(RESPONSE_ATTACHMENTS.ID)
        .fetch(AttachmentColumns::read);
  }
}
