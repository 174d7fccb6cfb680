package com.tickiti.attachments.server.manifest;

import com.google.common.util.concurrent.Uninterruptibles;
import com.tickiti.attachments.server.metadata.helpdesk.ImportedFile;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.StoredBlob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of a manifest, several at a time. A file that has the size and the time of
 * modification that it had when it was imported is not read again.
 */
final class FileReader implements AutoCloseable {

  /** Each waits for the disk more than it computes. */
  private static final int FILES_AT_ONCE = 4 * Runtime.getRuntime().availableProcessors();

  /** A file modified this shortly before it is read may change again without a newer time. */
  private static final long SETTLED_NS = TimeUnit.SECONDS.toNanos(2);

  private final ManifestFiles files;
  private final Reading reading;
  private final StoredCheck stored;
  private final ExecutorService threads = Executors.newFixedThreadPool(FILES_AT_ONCE);

  /**
   * A reader.
   *
   * @param reading what to do with each file that has to be read
   * @param stored whether a content is stored already
   */
  FileReader(ManifestFiles files, Reading reading, StoredCheck stored) {
    this.files = files;
    this.reading = reading;
    this.stored = stored;
  }

  /**
   * Begins to read the file of an attachment.
   *
   * @param before what it was when it was imported, where it was
   * @return what it is; fails with {@link BadLineException} where the manifest is at fault
   */
  Future<Content> read(ManifestRecord.Attachment attachment, @Nullable ImportedFile before) {
    return threads.submit(() -> content(attachment, before));
  }

  @Override
  public void close() {
    threads.shutdownNow();
    Uninterruptibles.awaitTerminationUninterruptibly(threads);
  }

  private Content content(ManifestRecord.Attachment attachment, @Nullable ImportedFile before)
      throws IOException {
    Path path = files.find(attachment.file());
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    long modifiedNs = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    if (before != null
        && before.size() == attributes.size()
        && before.modifiedNs() == modifiedNs
        && stored.isStored(before.digest())) {
      return new Content(before.digest(), before.size(), null, null);
    }
    boolean settled =
        modifiedNs < TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - SETTLED_NS;
    StoredBlob blob = reading.read(path);
    boolean remembered = settled && blob.size() == attributes.size();
    return new Content(
        blob.digest(),
        blob.size(),
        blob,
        remembered
            ? new ImportedFile(attachment.id(), blob.size(), modifiedNs, blob.digest())
            : null);
  }

  /**
   * What a file holds.
   *
   * @param size bytes
   * @param blob what is to be recorded; {@code null} where the file was not read again
   * @param file what to remember of the file; {@code null} for nothing new
   */
  record Content(
      Digest digest, long size, @Nullable StoredBlob blob, @Nullable ImportedFile file) {}

  /** What is done with a file. */
  @FunctionalInterface
  interface Reading {
    StoredBlob read(Path file) throws IOException;
  }

  /** Tells whether a content is stored. */
  @FunctionalInterface
  interface StoredCheck {
    boolean isStored(Digest digest) throws IOException;
  }
}
