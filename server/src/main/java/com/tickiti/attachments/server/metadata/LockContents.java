package com.tickiti.attachments.server.metadata;

import com.tickiti.attachments.server.model.Digest;
import java.util.Collection;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Waits for its turn and keeps it until the transaction ends: of one content, recorded or not yet,
 * the recording and the removal never overlap.
 */
public record LockContents(Collection<Digest> digests) {

  public void execute(DSLContext dsl) {
    String[] hex = digests.stream().map(Digest::hex).sorted().toArray(String[]::new);
    dsl.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(sha256, 0)) FROM unnest({0}) AS sha256",
        DSL.val(hex));
  }
}
