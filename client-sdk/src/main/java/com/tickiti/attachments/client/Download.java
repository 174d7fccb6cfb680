package com.tickiti.attachments.client;

import com.tickiti.attachments.client.internal.ContentInputStream;
import com.tickiti.attachments.client.internal.VerifiedDownload;
import java.io.InputStream;

/**
 * A running download: the attachment's metadata and the stream of its bytes. The caller closes it;
 * closing it early cancels the call. Not thread-safe, except that any thread may close it.
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
   * The bytes, always the same stream. It fetches only a few chunks ahead of its reader, and
   * resumes after a broken connection.
   *
   * <p>{@code read} returns -1 only after the length and, for a whole file, the SHA-256 have been
   * verified. Otherwise it throws {@link IntegrityException}, or another {@link
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
