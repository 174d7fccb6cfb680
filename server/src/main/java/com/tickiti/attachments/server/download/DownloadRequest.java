package com.tickiti.attachments.server.download;

import com.tickiti.attachments.server.access.AccessRequest;
import com.tickiti.attachments.server.access.Purpose;
import com.tickiti.attachments.server.model.ByteRange;
import com.tickiti.attachments.server.model.TicketKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for.
 *
 * @param ticket the ticket named
 * @param attachmentId the attachment named; {@code null} where the text given can be no
 *     attachment's
 * @param reviewConfirmed whether the intent confirms a review-gated type
 * @param range the part wanted; {@code null} for the whole
 * @param anySize whether a whole of any size is wanted
 * @param headerOnly whether no byte is wanted
 * @param violations what is wrong with the request, by field; empty where it is well formed
 */
public record DownloadRequest(
    TicketKey ticket,
    @Nullable Long attachmentId,
    boolean reviewConfirmed,
    @Nullable ByteRange range,
    boolean anySize,
    boolean headerOnly,
    Map<String, List<String>> violations) {

  /** A request for bytes, of which the whole is limited in size. */
  public DownloadRequest(
      TicketKey ticket,
      @Nullable Long attachmentId,
      boolean reviewConfirmed,
      @Nullable ByteRange range,
      Map<String, List<String>> violations) {
    this(ticket, attachmentId, reviewConfirmed, range, false, false, violations);
  }

  /** The same with another intent. */
  public DownloadRequest withReviewConfirmed(boolean confirmed) {
    return new DownloadRequest(
        ticket, attachmentId, confirmed, range, anySize, headerOnly, violations);
  }

  /** What it needs access to. */
  AccessRequest access(Purpose purpose) {
    return new AccessRequest(purpose, ticket, attachmentId, violations);
  }
}
