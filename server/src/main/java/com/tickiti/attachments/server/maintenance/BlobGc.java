package com.tickiti.attachments.server.maintenance;

import com.google.common.collect.Iterators;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.metadata.BackupUnderWayException;
import com.tickiti.attachments.server.metadata.admin.Administration;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.settings.CommandFailure;
import com.tickiti.attachments.server.staging.StagingDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Removes what no attachment refers to and what crashes have left behind. Used once; not
 * thread-safe.
 */
public final class BlobGc {

  /** Few enough that no upload waits for long. */
  private static final int PAGE = 100;

  private final Administration metadata;
  private final BlobStore blobs;
  private final StagingDirectory staging;
  private final Instant before;
  private final boolean dryRun;

  private int storedBlobs;
  private int removedBlobs;
  private int removedTemporaries;

  /**
   * A sweep.
   *
   * @param before what is newer stays: an import or upload may be about to refer to it
   * @param dryRun only counts
   */
  public BlobGc(DataStores stores, Instant before, boolean dryRun) {
    this.metadata = new Administration(stores.database());
    this.blobs = stores.blobs();
    this.staging = stores.staging();
    this.before = before;
    this.dryRun = dryRun;
  }

  public Summary run() throws IOException {
    try {
      sweepStored();
      sweepRecorded();
      sweepTemporaries();
      return new Summary(storedBlobs, removedBlobs, removedTemporaries, dryRun);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (BackupUnderWayException e) {
      throw new CommandFailure(
          "a backup is copying blobs; %s were removed before it began (expected: gc once it has ended)"
              .formatted(Amount.count(removedBlobs, "blob")));
    }
  }

  private void sweepStored() throws IOException {
    try (Stream<BlobStore.Entry> stored = blobs.list()) {
      Iterator<Digest> old =
          stored
              .peek(entry -> storedBlobs++)
              .filter(entry -> entry.storedAt().isBefore(before))
              .map(BlobStore.Entry::digest)
              .iterator();
      Iterator<List<Digest>> pages = Iterators.partition(old, PAGE);
      while (pages.hasNext()) {
        List<Digest> unreferenced = new ArrayList<>(pages.next());
        unreferenced.removeAll(metadata.referenced(unreferenced));
        remove(unreferenced);
      }
    }
  }

  /** What is recorded without being stored. */
  private void sweepRecorded() throws IOException {
    Digest last = null;
    List<Digest> page;
    do {
      page = metadata.unreferencedBlobs(before, last, PAGE);
      List<Digest> notStored = new ArrayList<>();
      for (Digest digest : page) {
        if (!blobs.contains(digest)) {
          notStored.add(digest);
        }
        last = digest;
      }
      remove(notStored);
    } while (page.size() == PAGE);
  }

  private void remove(Collection<Digest> digests) {
    if (digests.isEmpty()) {
      return;
    }
    removedBlobs +=
        dryRun ? digests.size() : metadata.deleteUnreferenced(digests, this::removeContent).size();
  }

  private boolean removeContent(Digest digest) {
    try {
      return blobs.deleteStoredBefore(digest, before);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void sweepTemporaries() throws IOException {
    for (Path file : staging.filesBefore(before)) {
      if (dryRun || Files.deleteIfExists(file)) {
        removedTemporaries++;
      }
    }
  }

  /**
   * What came out.
   *
   * @param stored blobs that were stored at first
   * @param blobs removed
   * @param temporaries temporary files removed
   * @param dryRun whether they would have been
   */
  public record Summary(int stored, int blobs, int temporaries, boolean dryRun) {

    /** Below so many stored blobs any share of them may go. */
    private static final int FEW = 100;

    private static final int MAX_SHARE = 10;

    /** That more than a tenth of the blobs goes, in words, where it does. */
    public Optional<String> excess() {
      return stored >= FEW && (long) blobs * MAX_SHARE > stored
          ? Optional.of("more than a tenth of the " + Amount.count(stored, "blob"))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return "%s %s and %s"
          .formatted(
              dryRun ? "would remove" : "removed",
              Amount.count(blobs, "blob"),
              Amount.count(temporaries, "temporary file"));
    }
  }
}
