package com.tickiti.attachments.server.download;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.model.ServedRange;

/** What {@link DownloadPolicy} came to. */
public sealed interface DownloadDecision {

  /**
   * The bytes may be sent.
   *
   * @param attachment what is sent
   * @param blob its content
   * @param slice the part of it
   */
  record Serve(AttachmentFacts attachment, AttachmentFacts.BlobFacts blob, ServedRange slice)
      implements DownloadDecision {}

  /**
   * Nothing may be sent.
   *
   * @param error the answer instead
   * @param reviewConfirmed whether a review was needed and confirmed before this came up
   */
  record Refuse(AttachmentError error, boolean reviewConfirmed) implements DownloadDecision {

    /** A refusal before any review. */
    public Refuse(AttachmentError error) {
      this(error, false);
    }
  }
}
