package com.tickiti.attachments.server.metadata;

import static org.jooq.impl.DSL.inline;

import org.jooq.DSLContext;

/**
 * Waits for its turn and keeps it until the transaction ends: imports and removals of blobs never
 * overlap, so that no removal takes a content that an import is about to refer to.
 */
public record LockMaintenance() {

  /** Any number that nothing else on this database locks: "attachmt" in ASCII. */
  private static final long KEY = 0x6174746163686d74L;

  public void execute(DSLContext dsl) {
    dsl.execute("SELECT pg_advisory_xact_lock({0})", inline(KEY));
  }
}
