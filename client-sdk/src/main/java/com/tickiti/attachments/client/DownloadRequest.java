package com.tickiti.attachments.client;

import java.util.OptionalLong;

/**
 * What to download. Immutable: each method gives a changed copy.
 *
 * @param ticket the ticket that the attachment belongs to
 * @param attachmentId the attachment
 * @param reviewConfirmed whether a person has reviewed the file type, where it needs a review
 * @param offsetBytes where to begin; 0 to the file's size
 * @param lengthBytes the most bytes wanted, at least 1; empty for all that follow
 */
public record DownloadRequest(
    TicketRef ticket,
    long attachmentId,
    boolean reviewConfirmed,
    long offsetBytes,
    OptionalLong lengthBytes) {

  public DownloadRequest {
    if (offsetBytes < 0) {
      throw new IllegalArgumentException("offsetBytes: " + offsetBytes + " (expected: >= 0)");
    }
    if (lengthBytes.isPresent() && lengthBytes.getAsLong() < 1) {
      throw new IllegalArgumentException("lengthBytes: " + lengthBytes + " (expected: >= 1)");
    }
  }

  /** The whole of an attachment, of whatever size. */
  public static DownloadRequest of(TicketRef ticket, long attachmentId) {
    return new DownloadRequest(ticket, attachmentId, false, 0, OptionalLong.empty());
  }

  /** Confirms that a person has reviewed the file type, where it needs a review. */
  public DownloadRequest confirmReview() {
    return new DownloadRequest(ticket, attachmentId, true, offsetBytes, lengthBytes);
  }

  /** Only the bytes from {@code offsetBytes} on. */
  public DownloadRequest from(long offsetBytes) {
    return new DownloadRequest(
        ticket, attachmentId, reviewConfirmed, offsetBytes, OptionalLong.empty());
  }

  /** Only {@code lengthBytes} from {@code offsetBytes} on, or fewer where the file ends sooner. */
  public DownloadRequest range(long offsetBytes, long lengthBytes) {
    return new DownloadRequest(
        ticket, attachmentId, reviewConfirmed, offsetBytes, OptionalLong.of(lengthBytes));
  }
}
