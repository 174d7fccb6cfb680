package com.tickiti.attachments.server.metadata;

import static com.tickiti.attachments.server.metadata.generated.Tables.BLOBS;
import static org.jooq.impl.DSL.any;

import com.tickiti.attachments.server.model.Digest;
import java.util.Collection;
import java.util.Set;
import org.jooq.DSLContext;

/** Those of {@code digests} that a blob is recorded of. */
public record SelectRecordedBlobs(Collection<Digest> digests) {

  public Set<Digest> execute(DSLContext dsl) {
    String[] hex = digests.stream().map(Digest::hex).toArray(String[]::new);
    return dsl.select(BLOBS.SHA256)
        .from(BLOBS)
        .where(BLOBS.SHA256.eq(any(hex)))
        .fetchSet(row -> new Digest(row.value1()));
  }
}
