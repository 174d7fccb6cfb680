package com.tickiti.attachments.server.maintenance;

import com.google.common.util.concurrent.Uninterruptibles;
import com.tickiti.attachments.server.blob.BlobMissingException;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.metadata.admin.Administration;
import com.tickiti.attachments.server.metadata.admin.RecordedBlob;
import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Compares blobs with what is recorded of them, several at a time: each is read once, for the hash
 * of the whole and of its pieces. Holds one buffer of 64 KiB for each thread.
 */
final class BlobCheck implements AutoCloseable {

  /** Each waits for the disk or the network more than it computes. */
  private static final int BLOBS_AT_ONCE = 4 * Runtime.getRuntime().availableProcessors();

  private final Administration metadata;
  private final BlobStore blobs;
  private final Progress progress;
  private final ExecutorService threads = Executors.newFixedThreadPool(BLOBS_AT_ONCE);

  BlobCheck(Administration metadata, BlobStore blobs, Progress progress) {
    this.metadata = metadata;
    this.blobs = blobs;
    this.progress = progress;
  }

  /** Begins to check a page of blobs. */
  Page begin(List<RecordedBlob> recorded) {
    List<Future<Result>> results = new ArrayList<>(recorded.size());
    for (RecordedBlob blob : recorded) {
      results.add(threads.submit(() -> check(blob)));
    }
    return new Page(recorded.get(recorded.size() - 1).digest(), results);
  }

  /** Waits until no thread reads any more, so that the store can be closed. */
  @Override
  public void close() {
    threads.shutdownNow();
    Uninterruptibles.awaitTerminationUninterruptibly(threads);
  }

  private Result check(RecordedBlob blob) {
    Digest digest = blob.digest();
    try (BlobStore.OpenBlob open = blobs.open(digest)) {
      ContentHash.Result found = open.hash(progress::step);
      return new Result(digest, found.size(), difference(blob, found));
    } catch (BlobMissingException e) {
      return new Result(digest, 0, new Difference(BlobFault.Kind.MISSING, "recorded, not stored"));
    } catch (IOException e) {
      return new Result(
          digest, 0, new Difference(BlobFault.Kind.UNREADABLE, String.valueOf(e.getMessage())));
    }
  }

  private @Nullable Difference difference(RecordedBlob blob, ContentHash.Result found) {
    String detail = null;
    if (!found.digest().equals(blob.digest())) {
      detail = "its SHA-256 is " + found.digest();
    } else if (found.size() != blob.size()) {
      detail = found.size() + " bytes, recorded as " + blob.size();
    } else {
      detail = differenceOfPieces(blob, found);
    }
    return detail == null ? null : new Difference(BlobFault.Kind.DAMAGED, detail);
  }

  /** Where they are wrong, downloads of what is stored unharmed fail. */
  private @Nullable String differenceOfPieces(RecordedBlob blob, ContentHash.Result found) {
    try {
      PieceDigests recorded =
          blob.pieces() == null ? metadata.pieces(blob.digest()) : blob.pieces();
      int wrong = recorded.firstDifference(found.pieces());
      return recorded.sizeBytes() > 0 && wrong >= 0
          ? "the recorded SHA-256 of piece " + wrong + " is wrong"
          : null;
    } catch (IllegalArgumentException e) {
      return "the recorded SHA-256 of its pieces are cut";
    }
  }

  /** What a blob has that its record has not. */
  record Difference(BlobFault.Kind kind, String detail) {}

  /**
   * What a check came to.
   *
   * @param bytes that were read
   * @param difference {@code null} where there is none
   */
  record Result(Digest digest, long bytes, @Nullable Difference difference) {}

  /**
   * Blobs that are being checked.
   *
   * @param last digest of the page
   * @param results in the order of the digests
   */
  record Page(Digest last, List<Future<Result>> results) {

    /** Waits for the results. */
    List<Result> await() throws IOException {
      List<Result> done = new ArrayList<>(results.size());
      for (Future<Result> result : results) {
        try {
          done.add(result.get());
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RuntimeException fault) {
            throw fault;
          }
          throw new IOException(e.getCause());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted", e);
        }
      }
      return done;
    }
  }
}
