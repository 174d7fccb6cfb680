package com.tickiti.attachments.server.data;

import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.BlobStoreAwayException;
import com.tickiti.attachments.server.blob.BoundBlobStore;
import com.tickiti.attachments.server.blob.StoreMarker;
import com.tickiti.attachments.server.metadata.admin.BlobStoreRecord;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoreId;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds a database and a blob store to each other by an id that both hold: the database in its
 * relation {@code blob_store}, the store in its marker. Two that were used before ids existed, and
 * two that are new, are bound by the first program that writes. A database that cannot hold the id,
 * as one that is read through views, is served from all the same; the log says so once.
 */
final class StoreBinding {

  private static final Logger log = LoggerFactory.getLogger(StoreBinding.class);

  /** Enough to tell, and few enough to ask an S3 for. */
  private static final int SAMPLE = 20;

  private final BlobStoreRecord record;
  private final BlobStore store;
  private final BoundBlobStore bound;
  private boolean warned;

  /**
   * Nothing is compared yet.
   *
   * @param store without regard to its marker
   * @param bound the same, told which marker it must have
   */
  StoreBinding(BlobStoreRecord record, BlobStore store, BoundBlobStore bound) {
    this.record = record;
    this.store = store;
    this.bound = bound;
  }

  /**
   * For whoever writes: binds the two where they belong together and are not bound yet.
   *
   * @throws CommandFailure where they do not belong together
   * @throws BlobStoreAwayException where the store is not there
   */
  void adopt() throws IOException {
    if (record.read().isEmpty()) {
      goOnWithoutRecord();
      return;
    }
    exclusively(this::adoptExclusively);
  }

  /**
   * For whoever only reads or removes: as {@link #adopt}, and writes nothing.
   *
   * @param removes whether two that are not bound yet are refused, although they seem to belong
   *     together
   */
  void compare(boolean removes) throws IOException {
    Optional<BlobStoreRecord.Row> row = record.read();
    if (row.isEmpty()) {
      compareWithoutRecord(removes);
      return;
    }
    StoreFacts facts = facts(row.get());
    boolean bothNew = facts.sampled() == 0 && facts.empty() && facts.marker().isEmpty();
    if (require(facts) == StoreFacts.Relation.SAME) {
      bound.bind(facts.marker().orElseThrow());
    } else if (bothNew || !removes) {
      facts.marker().ifPresentOrElse(bound::bind, bound::acceptUnmarked);
    } else {
      throw new CommandFailure(
          bound.name()
              + " and the database are not bound to each other yet (expected: serve or import to"
              + " have been run on both by this version)");
    }
  }

  /** Binds the two whatever they held before; returns the id that both hold now. */
  StoreId force() throws IOException {
    StoreId[] id = new StoreId[1];
    exclusively(
        () -> {
          Optional<StoreId> recorded =
              record
                  .read()
                  .orElseThrow(() -> new CommandFailure("the database has no relation blob_store"))
                  .id();
          id[0] = store.identify(recorded.orElseGet(StoreId::random));
          if (!record.bind(id[0])) {
            throw new CommandFailure("the database's role may not write to blob_store");
          }
        });
    bound.bind(id[0]);
    return id[0];
  }

  private void adoptExclusively() throws IOException {
    Optional<BlobStoreRecord.Row> row = record.read();
    StoreFacts facts = facts(row.orElseThrow());
    if (require(facts) == StoreFacts.Relation.SAME) {
      bound.bind(facts.marker().orElseThrow());
      return;
    }
    if (facts.marker().isEmpty()) {
      row = record.reserve(facts.recorded().orElseGet(StoreId::random));
      if (row.isEmpty()) {
        goOnWithoutRecord();
        return;
      }
      StoreId id = row.get().id().orElseThrow();
      Optional<StoreId> marked = identify(id, facts.found() > 0);
      if (marked.isEmpty()) {
        return;
      }
      if (!marked.get().equals(id)) {
        // Another database's server has marked the store at the same moment.
        require(facts(row.get()));
        throw new IOException(bound.name() + " was marked by another database");
      }
      facts = facts(row.get());
    }
    StoreId id = facts.marker().orElseThrow();
    if (!record.bind(id)) {
      warnOnce();
    }
    bound.bind(id);
  }

  private StoreFacts.Relation require(StoreFacts facts) throws IOException {
    StoreFacts.Relation relation = facts.relation();
    if (relation == StoreFacts.Relation.AWAY) {
      throw away();
    }
    if (relation == StoreFacts.Relation.OTHER) {
      throw new CommandFailure(
          "%s (%s) is not the blob store of this database (%s); `blobs bind` binds the two where they do belong together"
              .formatted(
                  bound.name(),
                  facts
                      .marker()
                      .map(id -> "id " + id)
                      .orElse("no id, though it holds blobs and the database records none"),
                  facts.recorded().map(id -> "id " + id).orElse("no id")));
    }
    return relation;
  }

  private BlobStoreAwayException away() {
    return new BlobStoreAwayException(
        "%s holds no %s of this database: it is away, or another place is set; `blobs bind` binds the two where they do belong together"
            .formatted(bound.name(), StoreMarker.NAME));
  }

  /** The marker alone tells whether the store is there; what belongs to it cannot be compared. */
  private void goOnWithoutRecord() throws IOException {
    warnOnce();
    Optional<StoreId> marker = store.id();
    if (marker.isPresent()) {
      bound.bind(marker.get());
      return;
    }
    StoreFacts facts = facts(new BlobStoreRecord.Row(Optional.empty(), false));
    if (facts.relation() == StoreFacts.Relation.AWAY) {
      throw away();
    }
    identify(StoreId.random(), true).ifPresent(bound::bind);
  }

  private void compareWithoutRecord(boolean removes) throws IOException {
    warnOnce();
    StoreFacts facts = facts(new BlobStoreRecord.Row(Optional.empty(), false));
    if (removes || facts.relation() == StoreFacts.Relation.AWAY) {
      require(facts); // what is stored has to speak for itself
    }
    facts.marker().ifPresentOrElse(bound::bind, bound::acceptUnmarked);
  }

  /**
   * Marks the store.
   *
   * @param optional whether a store that cannot be written is served from all the same
   * @return the id in the marker; empty where there is none
   */
  private Optional<StoreId> identify(StoreId id, boolean optional) throws IOException {
    try {
      return Optional.of(store.identify(id));
    } catch (IOException e) {
      if (!optional) {
        throw e;
      }
      log.warn(
          "{} cannot be marked, so that blobs that are missing and a store that is away look alike:"
              + " {}",
          bound.name(),
          e.toString());
      bound.acceptUnmarked();
      return Optional.empty();
    }
  }

  private void warnOnce() {
    if (!warned) {
      warned = true;
      log.warn(
          "the database's relation blob_store is absent or closed to this role: whether {} is its"
              + " blob store cannot be compared",
          bound.name());
    }
  }

  private StoreFacts facts(BlobStoreRecord.Row row) throws IOException {
    Optional<StoreId> marker = store.id();
    if (row.bound()) {
      return new StoreFacts(row.id(), true, marker, 0, 0, false);
    }
    List<Digest> sample = record.sample(SAMPLE);
    int found = 0;
    for (Digest digest : sample) {
      if (store.contains(digest)) {
        found++;
      }
    }
    return new StoreFacts(row.id(), false, marker, sample.size(), found, isEmpty());
  }

  private boolean isEmpty() throws IOException {
    try (Stream<BlobStore.Entry> stored = store.list()) {
      return stored.findAny().isEmpty();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void exclusively(Action action) throws IOException {
    try {
      record.exclusively(
          () -> {
            try {
              action.run();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** What is done while no other process does it. */
  @FunctionalInterface
  private interface Action {
    void run() throws IOException;
  }
}
