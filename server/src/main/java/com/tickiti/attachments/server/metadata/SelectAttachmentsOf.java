package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;
import static org.jooq.impl.DSL.any;

import com.tickiti.attachments.server.access.AttachmentFacts;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.DSLContext;

/** The attachments of some responses, by response and then by id. */
record SelectAttachmentsOf(Collection<Long> responseIds) {

  Map<Long, List<AttachmentFacts>> execute(DSLContext dsl) {
    return AttachmentColumns.selectAll(dsl)
        .where(RESPONSE_ATTACHMENTS.RESPONSE_ID.eq(any(responseIds.toArray(Long[]::new))))
        .orderBy(RESPONSE_ATTACHMENTS.ID)
        .fetch(AttachmentColumns::read)
        .stream()
        .collect(Collectors.groupingBy(AttachmentFacts::responseId));
  }
}
