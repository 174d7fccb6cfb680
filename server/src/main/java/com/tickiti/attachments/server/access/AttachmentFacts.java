package com.tickiti.attachments.server.access;

import com.tickiti.attachments.server.audit.AuditRecord.Grounds;
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
 * @param detectedRule {@link FileTypeOutcome#BLOCKED} where any extension of its detected type is;
 *     no other outcome matters
 * @param extension that its name's rule is looked up by; {@code null} where the name has none, or
 *     it was not asked for
 * @param reviewReason why its content needs a review at least; {@code null} where it does not
 */
public record AttachmentFacts(
    long id,
    long responseId,
    String name,
    Digest digest,
    boolean inline,
    @Nullable BlobFacts blob,
    @Nullable FileTypeOutcome nameRule,
    @Nullable FileTypeOutcome detectedRule,
    @Nullable String extension,
    @Nullable String reviewReason) {

  /** An attachment whose extension was not asked for, and whose content needs no review. */
  public AttachmentFacts(
      long id,
      long responseId,
      String name,
      Digest digest,
      boolean inline,
      @Nullable BlobFacts blob,
      @Nullable FileTypeOutcome nameRule,
      @Nullable FileTypeOutcome detectedRule) {
    this(id, responseId, name, digest, inline, blob, nameRule, detectedRule, null, null);
  }

  /**
   * What is recorded of a content.
   *
   * @param size bytes
   * @param mimeType detected from the bytes
   */
  public record BlobFacts(long size, String mimeType) {}

  /** What the file-type rules come to. */
  public FileTypeOutcome outcome() {
    // guard: only inline attachments skip the rules
    if (inline) {
      return FileTypeOutcome.ALLOWED;
    }
    return FileTypeOutcome.decide(
        nameRule, detectedRule == FileTypeOutcome.BLOCKED, reviewReason != null);
  }

  /** What lets its type pass, where it does. */
  public Grounds grounds() {
    if (inline) {
      return Grounds.INLINE;
    }
    if (nameRule == null) {
      return Grounds.NO_RULE_REVIEW_CONFIRMED;
    }
    if (nameRule == FileTypeOutcome.REVIEW) {
      return Grounds.RULE_REVIEW_CONFIRMED;
    }
    return reviewReason == null ? Grounds.RULE_ALLOWED : Grounds.CONTENT_REVIEW_CONFIRMED;
  }
}
