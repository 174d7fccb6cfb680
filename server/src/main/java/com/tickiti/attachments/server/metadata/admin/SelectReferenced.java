package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;
import static org.jooq.impl.DSL.any;

import com.tickiti.attachments.server.model.Digest;
import java.util.Collection;
import java.util.Set;
import org.jooq.DSLContext;

/** Those of {@code digests} that an attachment refers to. */
record SelectReferenced(Collection<Digest> digests) {

  Set<Digest> execute(DSLContext dsl) {
    String[] hex = digests.stream().map(Digest::hex).toArray(String[]::new);
    return dsl.selectDistinct(RESPONSE_ATTACHMENTS.SHA256)
        .from(RESPONSE_ATTACHMENTS)
        .where(RESPONSE_ATTACHMENTS.SHA256.eq(any(hex)))
        .fetchSet(row -> new Digest(row.value1()));
  }
}
