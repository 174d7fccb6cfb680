package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.sum;

import java.math.BigDecimal;
import org.jooq.DSLContext;

/** The sizes of all recorded blobs together. */
record SelectBlobBytes() {

  long execute(DSLContext dsl) {
    return dsl.select(coalesce(sum(BLOBS.SIZE), inline(BigDecimal.ZERO)))
        .from(BLOBS)
        .fetchSingle()
        .value1()
        .longValue();
  }
}
