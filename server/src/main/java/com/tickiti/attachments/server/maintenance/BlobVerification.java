package com.tickiti.attachments.server.maintenance;

import com.google.common.collect.Iterators;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.metadata.admin.Administration;
import com.tickiti.attachments.server.metadata.admin.AttachmentUses;
import com.tickiti.attachments.server.metadata.admin.RecordedBlob;
import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is recorded with what is stored, byte by byte, and changes nothing. Blobs are
 * checked several at a time and reported in the order of their digests, contents that are not
 * recorded after them, orphans last. Holds two pages of digests at a time. Used once; not
 * thread-safe.
 */
public final class BlobVerification {

  private static final int PAGE = 500;

  /** So many orphans are brought into the order of their digests before they are reported. */
  private static final int SORTED_ORPHANS = 100_000;

  private final Instant start = Instant.now();
  private final Map<BlobFault.Kind, Integer> faults = new EnumMap<>(BlobFault.Kind.class);
  private final Administration metadata;
  private final BlobStore blobs;
  private final VerifyJournal journal;
  private final FaultListener listener;
  private final Progress progress;
  private long checked;
  private long bytes;

  /**
   * @param journal what it goes on from and writes how far it is to
   */
  public BlobVerification(
      DataStores stores, VerifyJournal journal, FaultListener listener, Progress progress) {
    this.metadata = new Administration(stores.database());
    this.blobs = stores.blobs();
    this.journal = journal;
    this.listener = listener;
    this.progress = progress;
  }

  public Summary run() throws IOException {
    goOn();
    checkRecorded();
    checkReferred();
    checkStored();
    journal.end();
    return new Summary(checked, bytes, faults);
  }

  private void goOn() throws IOException {
    checked = journal.checked();
    bytes = journal.bytes();
    progress.step(bytes);
    for (BlobFault fault : journal.faults()) {
      report(fault);
    }
  }

  /** While a page is waited for, the next one is being read. */
  private void checkRecorded() throws IOException {
    try (BlobCheck check = new BlobCheck(metadata, blobs, progress)) {
      Digest last = journal.last();
      BlobCheck.Page before = null;
      for (BlobCheck.Page page = begin(check, last); page != null; page = begin(check, last)) {
        last = page.last();
        finish(before);
        before = page;
      }
      finish(before);
    }
  }

  private BlobCheck.@Nullable Page begin(BlobCheck check, @Nullable Digest after) {
    List<RecordedBlob> recorded = metadata.blobs(after, PAGE);
    return recorded.isEmpty() ? null : check.begin(recorded);
  }

  private void finish(BlobCheck.@Nullable Page page) throws IOException {
    if (page == null) {
      return;
    }
    List<BlobFault> found = new ArrayList<>();
    for (BlobCheck.Result result : page.await()) {
      checked++;
      bytes += result.bytes();
      BlobCheck.Difference difference = result.difference();
      if (difference != null) {
        found.add(
            new BlobFault(
                difference.kind(), result.digest(), difference.detail(), AttachmentUses.NONE));
      }
    }
    List<BlobFault> concerning = withUses(found);
    for (BlobFault fault : concerning) {
      report(fault);
    }
    journal.add(concerning, page.last(), checked, bytes);
  }

  private void checkReferred() throws IOException {
    Digest last = null;
    List<Digest> page;
    do {
      page = metadata.unrecordedContents(last, PAGE);
      List<BlobFault> found = new ArrayList<>();
      for (Digest digest : page) {
        found.add(
            new BlobFault(
                BlobFault.Kind.MISSING, digest, "referred to, not recorded", AttachmentUses.NONE));
        last = digest;
      }
      for (BlobFault fault : withUses(found)) {
        report(fault);
      }
    } while (page.size() == PAGE);
  }

  /** What comes in while this runs may be stored and not yet referred to; it is left out. */
  private void checkStored() throws IOException {
    Set<Digest> orphans = new TreeSet<>(Comparator.comparing(Digest::hex));
    try (Stream<BlobStore.Entry> stored = blobs.list()) {
      Iterator<Digest> old =
          stored
              .filter(entry -> entry.storedAt().isBefore(start))
              .map(BlobStore.Entry::digest)
              .iterator();
      Iterator<List<Digest>> pages = Iterators.partition(old, PAGE);
      while (pages.hasNext()) {
        List<Digest> page = pages.next();
        Set<Digest> referenced = metadata.referenced(page);
        page.stream().filter(digest -> !referenced.contains(digest)).forEach(orphans::add);
        if (orphans.size() >= SORTED_ORPHANS) {
          reportOrphans(orphans);
          orphans.clear();
        }
      }
    }
    reportOrphans(orphans);
  }

  private void reportOrphans(Set<Digest> orphans) throws IOException {
    for (Digest digest : orphans) {
      report(
          new BlobFault(
              BlobFault.Kind.ORPHANED, digest, "stored, not referred to", AttachmentUses.NONE));
    }
  }

  /** What is missing and concerns nobody is a record too many. */
  private List<BlobFault> withUses(List<BlobFault> found) {
    if (found.isEmpty()) {
      return found;
    }
    Map<Digest, AttachmentUses> uses =
        metadata.uses(found.stream().map(BlobFault::digest).toList(), BlobFault.MAX_USES);
    List<BlobFault> concerning = new ArrayList<>(found.size());
    for (BlobFault fault : found) {
      AttachmentUses own = uses.getOrDefault(fault.digest(), AttachmentUses.NONE);
      boolean unneeded = fault.kind() == BlobFault.Kind.MISSING && own.total() == 0;
      concerning.add(
          unneeded
              ? new BlobFault(
                  BlobFault.Kind.ORPHANED,
                  fault.digest(),
                  "recorded, neither stored nor referred to",
                  own)
              : new BlobFault(fault.kind(), fault.digest(), fault.detail(), own));
    }
    return concerning;
  }

  private void report(BlobFault fault) throws IOException {
    faults.merge(fault.kind(), 1, Integer::sum);
    listener.found(fault);
  }

  /** Told of each fault when it is found. */
  @FunctionalInterface
  public interface FaultListener {
    void found(BlobFault fault) throws IOException;
  }

  /**
   * What came out.
   *
   * @param checked blobs that are recorded
   * @param bytes that were read and hashed
   * @param faults how often each was found
   */
  public record Summary(long checked, long bytes, Map<BlobFault.Kind, Integer> faults) {

    public int count(BlobFault.Kind kind) {
      return faults.getOrDefault(kind, 0);
    }

    public boolean clean() {
      return faults.isEmpty();
    }

    @Override
    public String toString() {
      return "verified %s (%s): %d missing, %d damaged, %d unreadable, %d orphaned"
          .formatted(
              Amount.count(checked, "blob"),
              Amount.bytes(bytes),
              count(BlobFault.Kind.MISSING),
              count(BlobFault.Kind.DAMAGED),
              count(BlobFault.Kind.UNREADABLE),
              count(BlobFault.Kind.ORPHANED));
    }
  }
}
