package com.tickiti.attachments.server.maintenance;

import com.google.common.collect.Iterators;
import com.tickiti.attachments.server.blob.BlobMissingException;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.metadata.admin.Administration;
import com.tickiti.attachments.server.metadata.admin.RecordedBlob;
import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Compares what is recorded with what is stored, byte by byte, and changes nothing. Holds a page of
 * digests at a time. Used once; not thread-safe.
 */
public final class BlobVerification {

  private static final int PAGE = 1_000;

  private final Instant start = Instant.now();
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private final Administration metadata;
  private final BlobStore blobs;
  private final FaultListener listener;
  private final Progress progress;
  private long checked;
  private long bytes;

  public BlobVerification(DataStores stores, FaultListener listener, Progress progress) {
    this.metadata = new Administration(stores.database());
    this.blobs = stores.blobs();
    this.listener = listener;
    this.progress = progress;
  }

  public Summary run() throws IOException {
    checkRecorded();
    checkReferred();
    checkStored();
    return new Summary(checked, bytes, faults);
  }

  private void checkRecorded() throws IOException {
    Digest last = null;
    List<RecordedBlob> page;
    do {
      page = metadata.blobs(last, PAGE);
      for (RecordedBlob blob : page) {
        check(blob);
        last = blob.digest();
      }
    } while (page.size() == PAGE);
  }

  private void check(RecordedBlob blob) throws IOException {
    checked++;
    try (BlobStore.OpenBlob open = blobs.open(blob.digest())) {
      ContentHash.Result found = open.hash(progress::step);
      bytes += found.size();
      if (!found.digest().equals(blob.digest())) {
        report(Fault.DAMAGED, blob.digest(), "its SHA-256 is " + found.digest());
      } else if (found.size() != blob.size()) {
        report(Fault.DAMAGED, blob.digest(), found.size() + " bytes, recorded as " + blob.size());
      } else {
        checkPieces(found);
      }
    } catch (BlobMissingException e) {
      if (metadata.referenced(List.of(blob.digest())).isEmpty()) {
        report(Fault.ORPHANED, blob.digest(), "recorded, neither stored nor referred to");
      } else {
        report(Fault.MISSING, blob.digest(), "recorded, not stored");
      }
    } catch (IOException e) {
      report(Fault.UNREADABLE, blob.digest(), String.valueOf(e.getMessage()));
    }
  }

  /** Where they are wrong, downloads of what is stored unharmed fail. */
  private void checkPieces(ContentHash.Result found) throws IOException {
    try {
      PieceDigests recorded = metadata.pieces(found.digest());
      int wrong = recorded.firstDifference(found.pieces());
      if (recorded.sizeBytes() > 0 && wrong >= 0) {
        report(
            Fault.DAMAGED, found.digest(), "the recorded SHA-256 of piece " + wrong + " is wrong");
      }
    } catch (IllegalArgumentException e) {
      report(Fault.DAMAGED, found.digest(), "the recorded SHA-256 of its pieces are cut");
    }
  }

  private void checkReferred() throws IOException {
    Digest last = null;
    List<Digest> page;
    do {
      page = metadata.unrecordedContents(last, PAGE);
      for (Digest digest : page) {
        report(Fault.MISSING, digest, "referred to, not recorded");
        last = digest;
      }
    } while (page.size() == PAGE);
  }

  /** What comes in while this runs may be stored and not yet referred to; it is left out. */
  private void checkStored() throws IOException {
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
        for (Digest digest : page) {
          if (!referenced.contains(digest)) {
            report(Fault.ORPHANED, digest, "stored, not referred to");
          }
        }
      }
    }
  }

  private void report(Fault fault, Digest digest, String detail) throws IOException {
    faults.merge(fault, 1, Integer::sum);
    listener.found(fault, digest, detail);
  }

  /** What can be wrong with a blob. */
  public enum Fault {
    MISSING,
    DAMAGED,
    UNREADABLE,
    ORPHANED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Told of each fault when it is found. */
  @FunctionalInterface
  public interface FaultListener {
    void found(Fault fault, Digest digest, String detail) throws IOException;
  }

  /**
   * What came out.
   *
   * @param checked blobs that are recorded
   * @param bytes that were read and hashed
   * @param faults how often each was found
   */
  public record Summary(long checked, long bytes, Map<Fault, Integer> faults) {

    public int count(Fault fault) {
      return faults.getOrDefault(fault, 0);
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
              count(Fault.MISSING),
              count(Fault.DAMAGED),
              count(Fault.UNREADABLE),
              count(Fault.ORPHANED));
    }
  }
}
