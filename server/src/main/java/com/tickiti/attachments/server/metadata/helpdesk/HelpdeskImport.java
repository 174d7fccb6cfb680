package com.tickiti.attachments.server.metadata.helpdesk;

import static com.tickiti.attachments.server.metadata.generated.Tables.RESPONSE_ATTACHMENTS;

import com.google.common.collect.Lists;
import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.metadata.LockMaintenance;
import com.tickiti.attachments.server.metadata.SelectAttachmentsById;
import com.tickiti.attachments.server.metadata.SelectRecordedBlobs;
import com.tickiti.attachments.server.metadata.UpsertBlob;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.FileTypeOutcome;
import com.tickiti.attachments.server.model.StoredBlob;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

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
  private final List<ImportedFile> files = new ArrayList<>();
  private UpsertRows.Counts counts = UpsertRows.Counts.NONE;

  /** Where each key was first seen. */
  private final Map<Key, Long> lines = new HashMap<>();

  /** Needs of the batch, and of all before it, each with the line to blame. */
  private final Map<Requirement, Long> fresh = new HashMap<>();

  private final Map<Requirement, Long> waiting = new HashMap<>();

  private HelpdeskImport(DSLContext dsl) {
    this.dsl = dsl;
  }

  /**
   * Runs {@code source} in one transaction, which commits if all it has added fits together.
   *
   * @return what was written
   * @throws UnmetRequirementException where it does not; as all that the source throws, it leaves
   *     the database as it was
   */
  public static Written run(Database database, Consumer<HelpdeskImport> source) {
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
   * Tries what {@link #run} would do, and leaves the database as it is.
   *
   * @param source may ask for {@link #blockedAttachments} once it has added everything
   * @return each requirement that is not met, with the line to blame
   */
  public static Map<Requirement, Long> tryOut(Database database, Consumer<HelpdeskImport> source) {
    Map<Requirement, Long> unmet = new HashMap<>();
    try {
      database
          .forMaintenance()
          .transaction(
              transaction -> {
                HelpdeskImport rows = new HelpdeskImport(transaction.dsl());
                rows.begin();
                source.accept(rows);
                unmet.putAll(rows.unmet());
                throw new TriedOutException();
              });
    } catch (TriedOutException e) {
      // The transaction is rolled back, as it should be.
    }
    return unmet;
  }

  /**
   * Adds a row.
   *
   * @param line where it comes from, to say so if it does not fit
   * @throws RepeatedKeyException where a row of the same key was added before
   */
  public void add(long line, HelpdeskRow row) {
    Long before = lines.putIfAbsent(new Key(row.table(), row.key()), line);
    if (before != null) {
      throw new RepeatedKeyException(before);
    }
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

  /** Remembers the file that an attachment comes from. */
  public void add(ImportedFile file) {
    files.add(file);
  }

  /** The files that these attachments were imported from before, by attachment id. */
  public Map<Long, ImportedFile> importedFiles(Collection<Long> attachmentIds) {
    return new SelectImportedFiles(attachmentIds).execute(dsl);
  }

  /** The attachments added before that the rules would block, each by its line. */
  public Map<Long, AttachmentFacts> blockedAttachments() {
    flush();
    var unused = recordBlobs();
    Map<Long, Long> linesById = new HashMap<>();
    lines.forEach(
        (key, line) -> {
          if (key.table() == RESPONSE_ATTACHMENTS) {
            linesById.put((Long) key.values().get(0), line);
          }
        });
    Map<Long, AttachmentFacts> blocked = new HashMap<>();
    for (List<Long> ids : Lists.partition(List.copyOf(linesById.keySet()), BATCH_ROWS)) {
      for (AttachmentFacts attachment : new SelectAttachmentsById(ids).execute(dsl)) {
        if (attachment.outcome() == FileTypeOutcome.BLOCKED) {
          blocked.put(linesById.getOrDefault(attachment.id(), 0L), attachment);
        }
      }
    }
    return blocked;
  }

  private void begin() {
    new LockMaintenance().execute(dsl);
    dsl.execute("SET CONSTRAINTS ALL DEFERRED");
  }

  private void flush() {
    // One table after the other, always in the same order, so that two writers never deadlock.
    Map<List<Object>, List<HelpdeskRow>> alike = new LinkedHashMap<>();
    batch.sort(Comparator.comparing(row -> row.table().getName()));
    for (HelpdeskRow row : batch) {
      alike
          .computeIfAbsent(List.of(row.table(), row.values().columns()), key -> new ArrayList<>())
          .add(row);
    }
    for (List<HelpdeskRow> rows : alike.values()) {
      counts = counts.plus(new UpsertRows(rows).execute(dsl));
    }
    batch.clear();
    if (!files.isEmpty()) {
      new UpsertImportedFiles(files).execute(dsl);
      files.clear();
    }
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

  private Written end() {
    unmet().entrySet().stream()
        .min(Map.Entry.comparingByValue())
        .ifPresent(
            unmet -> {
              throw new UnmetRequirementException(unmet.getValue(), unmet.getKey());
            });
    return new Written(counts, recordBlobs());
  }

  private Map<Requirement, Long> unmet() {
    flush();
    removeMet(waiting);
    return waiting;
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

  /**
   * What was written.
   *
   * @param rows of all tables together
   * @param newBlobs blobs that were not recorded before
   */
  public record Written(UpsertRows.Counts rows, int newBlobs) {}

  private record Key(Table<?> table, List<@Nullable Object> values) {}

  /** Ends a transaction that was only tried out. */
  private static final class TriedOutException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
