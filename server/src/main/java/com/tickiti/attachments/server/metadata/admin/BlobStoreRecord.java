package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.BLOB_STORE;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.inline;

import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoreId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/** The database's own record of the blob store that it belongs to. Thread-safe. */
public final class BlobStoreRecord {

  /** Any number that nothing else on this database locks: "blobstor" in ASCII. */
  private static final long KEY = 0x626c6f6273746f72L;

  /** SQLSTATE: no such relation, no privilege, a transaction that may only read. */
  private static final Set<String> CLOSED = Set.of("42P01", "42501", "25006");

  private final DSLContext dsl;

  public BlobStoreRecord(Database database) {
    this.dsl = database.forMaintenance();
  }

  /** Runs {@code action} while no other process does this on the same database. */
  public void exclusively(Runnable action) {
    dsl.transaction(
        transaction -> {
          transaction.dsl().execute("SELECT pg_advisory_xact_lock({0})", inline(KEY));
          action.run();
        });
  }

  /** What is recorded; empty where the relation is not there or closed to this role. */
  public Optional<Row> read() {
    try {
      return Optional.of(
          dsl.select(BLOB_STORE.ID, BLOB_STORE.BOUND_AT)
              .from(BLOB_STORE)
              .fetchOptional(
                  row -> new Row(Optional.of(new StoreId(row.value1())), row.value2() != null))
              .orElse(Row.NONE));
    } catch (DataAccessException e) {
      return orThrow(e);
    }
  }

  /**
   * Records an id that is about to be written into a store's marker, unless another one is.
   *
   * @return what is recorded; empty where this role may not
   */
  public Optional<Row> reserve(StoreId id) {
    try {
      dsl.insertInto(BLOB_STORE)
          .set(BLOB_STORE.SINGLETON, true)
          .set(BLOB_STORE.ID, id.text())
          .onConflictDoNothing()
          .execute();
      return read();
    } catch (DataAccessException e) {
      return orThrow(e);
    }
  }

  /** Records the id of the store that this database belongs to; whether this role may. */
  public boolean bind(StoreId id) {
    try {
      upsert(id);
      return true;
    } catch (DataAccessException e) {
      return orThrow(e).isPresent();
    }
  }

  private void upsert(StoreId id) {
    dsl.insertInto(BLOB_STORE)
        .set(BLOB_STORE.SINGLETON, true)
        .set(BLOB_STORE.ID, id.text())
        .set(BLOB_STORE.BOUND_AT, currentOffsetDateTime())
        .onConflict(BLOB_STORE.SINGLETON)
        .doUpdate()
        .set(BLOB_STORE.ID, id.text())
        .set(BLOB_STORE.BOUND_AT, currentOffsetDateTime())
        .execute();
  }

  /** Some recorded blobs, up to {@code limit}: their digests make them any. */
  public List<Digest> sample(int limit) {
    return new SelectBlobs("", limit).execute(dsl).stream().map(RecordedBlob::digest).toList();
  }

  private static Optional<Row> orThrow(DataAccessException e) {
    if (CLOSED.contains(e.sqlState())) {
      return Optional.empty();
    }
    throw e;
  }

  /**
   * What is recorded.
   *
   * @param id of the store; empty where there is none yet
   * @param bound whether the store's marker is known to hold it
   */
  public record Row(Optional<StoreId> id, boolean bound) {

    static final Row NONE = new Row(Optional.empty(), false);
  }
}
