package com.tickiti.attachments.client;

import com.tickiti.attachments.v1.ErrorReason;
import java.util.Optional;

/**
 * An attachment, and whether a download of it would be served. Immutable.
 *
 * <p>The service's size limit for a download without a range is not reported here: this client
 * requests every file as a range, which has no limit.
 *
 * @param attachment what would be downloaded
 * @param unconfirmed why a plain download would be refused; empty when it would be served
 * @param reviewConfirmed the same for one with {@link DownloadRequest#confirmReview()}
 */
public record AttachmentDescription(
    Attachment attachment, Optional<Refusal> unconfirmed, Optional<Refusal> reviewConfirmed) {

  /**
   * The refusal that a download would end in.
   *
   * @param reason the catalogue's entry
   * @param message the sentence that would come with it
   */
  public record Refusal(ErrorReason reason, String message) {}
}
