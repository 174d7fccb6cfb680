package com.tickiti.attachments.server.download;

import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.blob.VerifiedBlobs;
import com.tickiti.attachments.server.download.DownloadDecision.Refuse;
import com.tickiti.attachments.server.model.TicketKey;
import java.io.IOException;
import java.util.Map;

/**
 * Says what a download would meet, by the same {@link DownloadPolicy} that decides on it.
 * Thread-safe; blocks on the blob store, which is asked only of what else would be served.
 */
public final class DownloadOutcomes {

  private static final DownloadRequest WHOLE_WITHOUT_INTENT =
      new DownloadRequest(TicketKey.NONE, null, false, null, Map.of());

  private final VerifiedBlobs blobs;

  public DownloadOutcomes(VerifiedBlobs blobs) {
    this.blobs = blobs;
  }

  /**
   * What a download of the whole without an intent would meet.
   *
   * @throws IOException where the blob store cannot say whether the content is there
   */
  public DownloadOutcome of(AttachmentFacts attachment) throws IOException {
    if (DownloadPolicy.decide(attachment, WHOLE_WITHOUT_INTENT) instanceof Refuse refuse) {
      return switch (refuse.error().reason()) {
        case ERROR_REASON_ATTACHMENT_BLOCKED -> DownloadOutcome.BLOCKED;
        case ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED -> DownloadOutcome.REVIEW;
        case ERROR_REASON_ATTACHMENT_TOO_LARGE -> DownloadOutcome.TOO_LARGE;
        default -> DownloadOutcome.MISSING;
      };
    }
    return blobs.contains(attachment.digest()) ? DownloadOutcome.ALLOWED : DownloadOutcome.MISSING;
  }
}
