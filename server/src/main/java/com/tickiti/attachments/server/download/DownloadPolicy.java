package com.tickiti.attachments.server.download;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.access.AttachmentFacts.BlobFacts;
import com.tickiti.attachments.server.access.BlockedType;
import com.tickiti.attachments.server.download.DownloadDecision.Refuse;
import com.tickiti.attachments.server.download.DownloadDecision.Serve;
import com.tickiti.attachments.server.model.FileTypeOutcome;
import com.tickiti.attachments.server.model.ServedRange;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.wire.Limits;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes a caller may have who has passed the gate: facts in, decision out. No I/O, no clock,
 * no state. The order of the checks is part of the API; the first that fails answers. Only whether
 * the stored file is there, which comes last of all, is found out by opening it.
 */
public final class DownloadPolicy {

  private DownloadPolicy() {}

  /**
   * Decides on a download.
   *
   * @param attachment {@code null} where the ticket has no such attachment
   */
  public static DownloadDecision decide(
      @Nullable AttachmentFacts attachment, DownloadRequest request) {
    if (attachment == null) {
      return refuse(ErrorReason.ERROR_REASON_NOT_FOUND);
    }
    return switch (attachment.outcome()) {
      // guard: a blocked type is not served
      case BLOCKED -> new Refuse(blocked(attachment));
      case REVIEW ->
          // guard: a review must be confirmed
          request.reviewConfirmed()
              ? afterReview(decideSize(attachment, request))
              : refuse(ErrorReason.ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED);
      case ALLOWED -> decideSize(attachment, request);
    };
  }

  private static DownloadDecision afterReview(DownloadDecision decision) {
    return decision instanceof Refuse refuse ? new Refuse(refuse.error(), true) : decision;
  }

  private static DownloadDecision decideSize(AttachmentFacts attachment, DownloadRequest request) {
    BlobFacts blob = attachment.blob();
    if (blob == null) {
      return refuse(ErrorReason.ERROR_REASON_NOT_FOUND);
    }
    if (request.range() == null) {
      // guard: a whole file is within the limit
      return blob.size() > Limits.MAX_WHOLE_BYTES && !request.anySize()
          ? new Refuse(tooLarge(blob))
          : new Serve(attachment, blob, ServedRange.whole(blob.size()));
    }
    // guard: a range begins within the file
    if (request.range().offset() > blob.size()) {
      String message = "must not be beyond the file's end, " + blob.size();
      return new Refuse(AttachmentError.invalid(Map.of("range.offset", List.of(message))));
    }
    return new Serve(attachment, blob, request.range().within(blob.size()));
  }

  private static AttachmentError tooLarge(BlobFacts blob) {
    return AttachmentError.of(ErrorReason.ERROR_REASON_ATTACHMENT_TOO_LARGE)
        .withMetadata(
            Map.of("file_size", Long.toString(blob.size()), "mime_type", blob.mimeType()));
  }

  private static AttachmentError blocked(AttachmentFacts attachment) {
    if (attachment.nameRule() == FileTypeOutcome.BLOCKED) {
      return BlockedType.byName(attachment.extension(), "downloaded");
    }
    return BlockedType.byContent("downloaded");
  }

  private static DownloadDecision refuse(ErrorReason reason) {
    return new Refuse(AttachmentError.of(reason));
  }
}
