package com.tickiti.attachments.server.maintenance;

import com.google.common.util.concurrent.Uninterruptibles;
import com.tickiti.attachments.server.blob.BlobMissingException;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.BlobStoreAwayException;
import com.tickiti.attachments.server.model.ContentHash;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.staging.StagingDirectory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Copies contents from one blob store to another, a few at a time. What is read is hashed before it
 * is stored, and what was stored is read back and hashed. A content that the target has with its
 * size is left as it is, since a store holds a content whole or not at all; so a copy that was cut
 * short goes on where it was. Used once; not thread-safe.
 */
public final class BlobCopy {

  private static final int THREADS = 4;
  private static final int AHEAD = 4 * THREADS;

  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private final BlobStore from;
  private final BlobStore to;
  private final StagingDirectory staging;
  private final boolean verify;
  private final Listener listener;
  private long copiedBytes;

  /**
   * A copy; the stores stay the caller's.
   *
   * @param staging where contents are kept on their way
   * @param verify whether what the target has already is read and hashed too
   * @param listener called for each content
   */
  public BlobCopy(
      BlobStore from, BlobStore to, StagingDirectory staging, boolean verify, Listener listener) {
    this.from = from;
    this.to = to;
    this.staging = staging;
    this.verify = verify;
    this.listener = listener;
  }

  /** Copies all that the source holds; what comes and goes meanwhile may be left out. */
  public Summary copyAll() throws IOException {
    try (Stream<BlobStore.Entry> stored = from.list()) {
      return copy(stored.map(entry -> new Item(entry.digest(), entry.size())).iterator());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Copies some contents.
   *
   * @throws IOException where the target cannot be written or the source is away; what was copied
   *     until then stays
   */
  public Summary copy(Iterator<Item> items) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    Deque<Running> running = new ArrayDeque<>();
    try {
      while (items.hasNext()) {
        Item item = items.next();
        running.add(new Running(item, threads.submit(() -> copy(item))));
        if (running.size() == AHEAD) {
          count(running.remove());
        }
      }
      while (!running.isEmpty()) {
        count(running.remove());
      }
    } finally {
      threads.shutdownNow();
      // Whoever closes the stores next must not do so under a thread that still stores.
      Uninterruptibles.awaitTerminationUninterruptibly(threads);
    }
    return new Summary(outcomes, copiedBytes);
  }

  private void count(Running running) throws IOException {
    Done done = result(running.done());
    outcomes.merge(done.outcome(), 1L, Long::sum);
    if (done.outcome() == Outcome.COPIED) {
      copiedBytes += done.bytes();
    }
    listener.done(running.item(), done.outcome(), done.detail());
  }

  private static Done result(Future<Done> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while copying blobs");
    }
  }

  private Done copy(Item item) throws IOException {
    if (isThere(item)) {
      return new Done(Outcome.THERE, 0, "");
    }
    Path file = staging.create();
    try {
      return copy(item.digest(), file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private Done copy(Digest digest, Path file) throws IOException {
    ContentHash.Result read;
    try {
      read = read(digest, file);
    } catch (BlobMissingException e) {
      return new Done(Outcome.MISSING, 0, "not stored");
    } catch (SourceException e) {
      return new Done(Outcome.UNREADABLE, 0, String.valueOf(e.getMessage()));
    }
    if (!read.digest().equals(digest)) {
      return new Done(Outcome.DAMAGED, 0, "its SHA-256 is " + read.digest());
    }
    to.put(digest, file);
    if (!hashes(digest, read.size(), true)) {
      throw new IOException("blob " + digest + " was stored and is not what is read back");
    }
    return new Done(Outcome.COPIED, read.size(), "");
  }

  private boolean isThere(Item item) throws IOException {
    return hashes(item.digest(), item.size(), verify);
  }

  /** Whether the target holds a content: of its size, and if {@code whole} with its SHA-256. */
  private boolean hashes(Digest digest, long size, boolean whole) throws IOException {
    try (BlobStore.OpenBlob stored = to.open(digest)) {
      return (size == Item.ANY_SIZE || stored.size() == size)
          && (!whole || stored.hash(count -> {}).digest().equals(digest));
    } catch (BlobMissingException e) {
      return false;
    }
  }

  private ContentHash.Result read(Digest digest, Path file) throws IOException {
    ContentHash hash = new ContentHash();
    try (BlobStore.OpenBlob blob = fromSource(() -> from.open(digest));
        OutputStream out = Files.newOutputStream(file)) {
      ByteBuffer bytes = next(blob, hash);
      while (bytes.hasRemaining()) {
        int offset = bytes.arrayOffset() + bytes.position();
        hash.update(bytes.array(), offset, bytes.remaining());
        out.write(bytes.array(), offset, bytes.remaining());
        bytes = next(blob, hash);
      }
    }
    return hash.finish();
  }

  private static ByteBuffer next(BlobStore.OpenBlob blob, ContentHash hash) throws IOException {
    return fromSource(() -> blob.read(hash.size(), BlobStore.OpenBlob.HASH_BUFFER_BYTES));
  }

  /** Tells a content that cannot be read from a target that cannot be written. */
  private static <T> T fromSource(Callable<T> reading) throws IOException {
    try {
      return reading.call();
    } catch (BlobMissingException | BlobStoreAwayException e) {
      throw e;
    } catch (IOException e) {
      throw new SourceException(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** What became of a content. */
  public enum Outcome {
    COPIED,
    /** The target had it already. */
    THERE,
    /** The source does not have it. */
    MISSING,
    /** The source's bytes are others than its digest says. */
    DAMAGED,
    /** The source could not read it. */
    UNREADABLE
  }

  /**
   * A content to copy.
   *
   * @param size bytes that it has; {@link #ANY_SIZE} where that is not known
   */
  public record Item(Digest digest, long size) {

    /** It counts as there, whatever its size is. */
    public static final long ANY_SIZE = -1;
  }

  /** Told of each content, in the caller's thread. */
  @FunctionalInterface
  public interface Listener {

    /** A content is done; {@code detail} says more where it was not copied. */
    void done(Item item, Outcome outcome, String detail) throws IOException;
  }

  private record Running(Item item, Future<Done> done) {}

  private record Done(Outcome outcome, long bytes, String detail) {}

  /** The source could not be read. */
  private static final class SourceException extends IOException {

    private static final long serialVersionUID = 1;

    SourceException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * What came out.
   *
   * @param outcomes how often each came
   * @param copiedBytes sizes of what was copied
   */
  public record Summary(Map<Outcome, Long> outcomes, long copiedBytes) {

    public long count(Outcome outcome) {
      return outcomes.getOrDefault(outcome, 0L);
    }

    /** Whether the source's bytes were right, where it had any. */
    public boolean clean() {
      return count(Outcome.DAMAGED) == 0 && count(Outcome.UNREADABLE) == 0;
    }

    @Override
    public String toString() {
      return "copied %s (%s), %d there already, %d missing, %d damaged, %d unreadable"
          .formatted(
              Amount.count(count(Outcome.COPIED), "blob"),
              Amount.bytes(copiedBytes),
              count(Outcome.THERE),
              count(Outcome.MISSING),
              count(Outcome.DAMAGED),
              count(Outcome.UNREADABLE));
    }
  }
}
