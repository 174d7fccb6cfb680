package com.tickiti.attachments.server.metadata.helpdesk;

import com.google.common.collect.Lists;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.metadata.LockMaintenance;
import com.tickiti.attachments.server.metadata.SelectRecordedBlobs;
import com.tickiti.attachments.server.metadata.UpsertBlob;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoredBlob;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jooq.DSLContext;

/**
 * A helpdesk's rows on their way into the database, all or none, in any order. Not thread-safe.
 *
 * <p>Rows are written in batches and then forgotten. Kept until the end are the requirements that
 * no row has met so far, and what is to be recorded of the blobs: those rows are written last, so
 * that they are not locked for as long as the import takes.
 */
public final class HelpdeskImport {

  private static final int BATCH_ROWS = 1_000;

  private final DSLContext dsl;
  private final List<HelpdeskRow> batch = new ArrayList<>();
  private final Map<Digest, StoredBlob> blobs = new HashMap<>();

  /** Needs of the batch, and of all before it, each with the line to blame. */
  private final Map<Requirement, Long> fresh = new HashMap<>();

  private final Map<Requirement, Long> waiting = new HashMap<>();

  private HelpdeskImport(DSLContext dsl) {
    this.dsl = dsl;
  }

  /**
   * Runs {@code source} in one transaction, which commits if all it has added fits together.
   *
   * @return how many blobs are recorded that were not before
   * @throws UnmetRequirementException where it does not; as all that the source throws, it leaves
   *     the database as it was
   */
  public static int run(Database database, Consumer<HelpdeskImport> source) {
    return database
        .forMaintenance()
        .transactionResult(
            transaction -> {
              HelpdeskImport rows = new HelpdeskImport(transaction.dsl());
              rows.begin();
              source.accept(rows);
              return rows.end();
            });
  }

  /**
   * Adds a row.
   *
   * @param line where it comes from, to say so if it does not fit
   */
  public void add(long line, HelpdeskRow row) {
    batch.add(row);
    row.requirements().forEach(requirement -> note(fresh, requirement, line));
    if (batch.size() == BATCH_ROWS) {
      flush();
    }
  }

  /** Adds what is to be recorded of a content that is stored. */
  public void add(StoredBlob blob) {
    blobs.put(blob.digest(), blob);
  }

  private void begin() {
    new LockMaintenance().execute(dsl);
    dsl.execute("SET CONSTRAINTS ALL DEFERRED");
  }

  private void flush() {
    // One table after the other, so that each is a single batch; lines of one table keep their
    // order.
    batch.sort(Comparator.comparing(row -> row.getClass().getName()));
    dsl.batched(batched -> batch.forEach(row -> row.execute(batched.dsl())));
    batch.clear();
    removeMet(fresh);
    fresh.forEach((requirement, line) -> note(waiting, requirement, line));
    fresh.clear();
  }

  /** Whoever refers to nothing first is to blame, but of two tickets of one number the later. */
  private static void note(
      Map<Requirement, Long> requirements, Requirement requirement, long line) {
    boolean later = requirement.kind() == Requirement.Kind.TICKET_NUMBER;
    requirements.merge(requirement, line, later ? Math::max : Math::min);
  }

  private int end() {
    flush();
    removeMet(waiting);
    waiting.entrySet().stream()
        .min(Map.Entry.comparingByValue())
        .ifPresent(
            unmet -> {
              throw new UnmetRequirementException(unmet.getValue(), unmet.getKey());
            });
    return recordBlobs();
  }

  private void removeMet(Map<Requirement, Long> requirements) {
    Map<Requirement.Kind, List<Long>> byKind = new EnumMap<>(Requirement.Kind.class);
    for (Requirement requirement : requirements.keySet()) {
      byKind
          .computeIfAbsent(requirement.kind(), kind -> new ArrayList<>())
          .add(requirement.value());
    }
    byKind.forEach(
        (kind, values) -> {
          for (List<Long> part : Lists.partition(values, BATCH_ROWS)) {
            Set<Long> met = new SelectMet(kind, part).execute(dsl);
            met.forEach(value -> requirements.remove(new Requirement(kind, value)));
          }
        });
  }

  private int recordBlobs() {
    // In one order everywhere, so that two writers of the same blobs do not wait for each other.
    List<StoredBlob> inOrder = new ArrayList<>(blobs.values());
    inOrder.sort(Comparator.comparing(blob -> blob.digest().hex()));
    int known = 0;
    for (List<StoredBlob> part : Lists.partition(inOrder, BATCH_ROWS)) {
      known +=
          new SelectRecordedBlobs(Lists.transform(part, StoredBlob::digest)).execute(dsl).size();
      dsl.batched(batched -> part.forEach(blob -> new UpsertBlob(blob).execute(batched.dsl())));
    }
    return inOrder.size() - known;
  }
}
