package com.tickiti.attachments.server.download;

import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.FileTypeOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of the attachment that a caller named.
 *
 * @param id its id
 * @param responseId the response that carries it
 * @param name its file name, as its sender gave it
 * @param digest of its content
 * @param inline whether it is shown within the response's text
 * @param blob its content; {@code null} where none of the digest is recorded
 * @param nameRule the rule for its name's extension; {@code null} where there is none
 * @param detectedRule the rule for the canonical extension of its detected type, likewise
 */
public record AttachmentFacts(
    long id,
    long responseId,
    String name,
    Digest digest,
    boolean inline,
    @Nullable BlobFacts blob,
    @Nullable FileTypeOutcome nameRule,
    @Nullable FileTypeOutcome detectedRule) {

  /**
   * What is recorded of a content.
   *
   * @param size bytes
   * @param mimeType detected from the bytes
   */
  public record BlobFacts(long size, String mimeType) {}

  /** What the file-type rules come to. */
  public FileTypeOutcome outcome() {
    if (inline) {
      return FileTypeOutcome.ALLOWED;
    }
    if (detectedRule == FileTypeOutcome.BLOCKED) {
      return FileTypeOutcome.BLOCKED;
    }
    return nameRule == null ? FileTypeOutcome.REVIEW : nameRule;
  }
}
