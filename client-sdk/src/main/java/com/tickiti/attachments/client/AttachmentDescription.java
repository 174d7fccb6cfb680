package com.tickiti.attachments.client;

import com.tickiti.attachments.v1.ErrorReason;
import java.util.Optional;

/**
 * An attachment, and what a download of it would meet. Immutable.
 *
 * <p>A size above the service's limit for a file in one piece is no obstacle, and not told here:
 * this client reads every file as a range that spans all of it, which has no limit.
 *
 * @param attachment what would be downloaded
 * @param unconfirmed why a plain download would be refused; empty when it would be served
 * @param reviewConfirmed the same for one with {@link DownloadRequest#confirmReview()}
 */
public record AttachmentDescription(
    Attachment attachment, Optional<Refusal> unconfirmed, Optional<Refusal> reviewConfirmed) {

  /**
   * A foreseen refusal.
   *
   * @param reason the catalogue's entry
   * @param message the sentence that would come with it
   */
  public record Refusal(ErrorReason reason, String message) {}
}
