package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;
import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectOne;

import com.tickiti.attachments.server.model.Digest;
import java.util.List;
import org.jooq.DSLContext;

/** One page of the contents that attachments refer to though no blob is recorded of them. */
record SelectUnrecordedContents(String after, int limit) {

  List<Digest> execute(DSLContext dsl) {
    return dsl.selectDistinct(RESPONSE_ATTACHMENTS.SHA256)
        .from(RESPONSE_ATTACHMENTS)
        .where(RESPONSE_ATTACHMENTS.SHA256.gt(after))
        .and(notExists(selectOne().from(BLOBS).where(BLOBS.SHA256.eq(RESPONSE_ATTACHMENTS.SHA256))))
        .orderBy(RESPONSE_ATTACHMENTS.SHA256)
        .limit(limit)
        .fetch(row -> new Digest(row.value1()));
  }
}
