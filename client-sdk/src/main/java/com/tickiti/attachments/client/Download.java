package com.tickiti.attachments.client;

import com.tickiti.attachments.client.internal.ContentInputStream;
import com.tickiti.attachments.client.internal.VerifiedDownload;
import java.io.InputStream;

/**
 * A download under way: what it is, and its bytes as they come. The caller closes it; closing it
 * early stops the service. Not thread-safe, except that any thread may close it.
 */
public final class Download implements AutoCloseable {

  private final VerifiedDownload download;
  private final InputStream content;

  Download(VerifiedDownload download) {
    this.download = download;
    this.content = new ContentInputStream(download);
  }

  /** What is being downloaded; its size and digest are the whole file's, also for a range. */
  public Attachment attachment() {
    return download.attachment();
  }

  /** How many bytes {@link #content()} has in all. */
  public long lengthBytes() {
    return download.lengthBytes();
  }

  /**
   * The bytes, always the same stream. It fetches no more than a few chunks ahead of its reader,
   * and resumes by itself after a broken connection.
   *
   * <p>Its end is a promise: {@code read} returns -1 only once the length has been found right and,
   * for a whole file, the SHA-256. Else it throws {@link IntegrityException}, or another {@link
   * AttachmentException} where the service fails.
   */
  public InputStream content() {
    return content;
  }

  @Override
  public void close() {
    download.close();
  }
}
