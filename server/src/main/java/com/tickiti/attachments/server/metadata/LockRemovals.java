package com.tickiti.attachments.server.metadata;

import static org.jooq.impl.DSL.inline;

import org.jooq.DSLContext;

/**
 * Keeps contents from being removed while a backup copies them. Backups share the lock, each for as
 * long as it takes; a removal needs it alone and does not wait for it. Held until the transaction
 * ends.
 */
public record LockRemovals() {

  /** Any number that nothing else on this database locks: "removals" in ASCII. */
  private static final long KEY = 0x72656d6f76616c73L;

  /** For a backup: waits for the removal under way, some blobs, if there is one. */
  public void share(DSLContext dsl) {
    dsl.execute("SELECT pg_advisory_xact_lock_shared({0})", inline(KEY));
  }

  /** For a removal: whether there is no backup. */
  public boolean tryAlone(DSLContext dsl) {
    return Boolean.TRUE.equals(
        dsl.fetchSingle("SELECT pg_try_advisory_xact_lock({0})", inline(KEY)).get(0));
  }
}
