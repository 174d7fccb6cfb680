package com.tickiti.attachments.server.audit;

import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.ServedRange;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One record of the audit log.
 *
 * @param time when it was made
 * @param event what it tells of
 * @param transfer joins the records of one transfer; no other transfer of any process has it
 * @param caller on whose behalf
 * @param subject what was transferred
 * @param ending how it ended; {@code null} in a record of its start
 */
public record AuditRecord(
    Instant time,
    Event event,
    String transfer,
    Caller caller,
    Subject subject,
    @Nullable Ending ending) {

  /** What a record tells of. */
  public enum Event {
    /** From now on bytes may be sent. */
    DOWNLOAD_STARTED,
    /** No more bytes will be sent. */
    DOWNLOAD_ENDED,
    /** A review was confirmed and the download yet refused, without a byte. */
    DOWNLOAD_REFUSED,
    /** From now on bytes are received. */
    UPLOAD_STARTED,
    /** An attachment was added, or nothing was. */
    UPLOAD_ENDED;

    /** The name it is written under. */
    public String stored() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Who acts.
   *
   * @param requestId of the call; callers choose it, so that it may repeat
   * @param tokenId the token presented
   * @param userId its owner
   * @param ticketId the ticket's internal id
   */
  public record Caller(String requestId, long tokenId, long userId, long ticketId) {}

  /**
   * What is transferred.
   *
   * @param attachmentId {@code null} while an upload has none yet
   * @param digest of the whole content; {@code null} while an upload's is not known
   * @param grounds what let its type pass; {@code null} for an upload
   * @param extension that the rule was looked up by; {@code null} where the name has none
   * @param part what is to be sent; {@code null} for an upload
   */
  public record Subject(
      @Nullable Long attachmentId,
      @Nullable Digest digest,
      @Nullable Grounds grounds,
      @Nullable String extension,
      @Nullable ServedRange part) {

    /** Of an upload that has just begun. */
    public static final Subject UNKNOWN = new Subject(null, null, null, null, null);
  }

  /** What let an attachment's type pass. */
  public enum Grounds {
    /** It is inline, which skips the rules. */
    INLINE,
    /** The rule for its extension allows it. */
    RULE_ALLOWED,
    /** The rule for its extension wants a review, which the caller confirmed. */
    RULE_REVIEW_CONFIRMED,
    /**
     * There is no rule for its extension, so that it wants a review, which the caller confirmed.
     */
    NO_RULE_REVIEW_CONFIRMED,
    /**
     * The rule for its extension allows it, but its content wants a review, which the caller
     * confirmed.
     */
    CONTENT_REVIEW_CONFIRMED;

    /** The name it is written under. */
    public String stored() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How a transfer ended.
   *
   * @param bytes handed to the caller's connection, or received
   * @param outcome in a word
   * @param reason more of it, such as an error's name; {@code null} where there is no more
   */
  public record Ending(long bytes, Outcome outcome, @Nullable String reason) {}

  /** How a transfer ended, in a word. */
  public enum Outcome {
    /** All bytes went to the caller's connection, or an upload was recorded. */
    COMPLETED,
    /** The caller went away or gave up, was too slow, or outlasted the grace period of a stop. */
    CANCELLED,
    /** A fault on our side ended it. */
    CUT,
    /** The stored bytes were found to be wrong; none of the wrong ones was sent. */
    CORRUPT,
    /** The stored file is not there. */
    MISSING,
    /** The caller was told no. */
    REFUSED;

    /** The name it is written under. */
    public String stored() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
