package com.tickiti.attachments.server.download;

import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.ByteRange;
import com.tickiti.attachments.server.model.TicketKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for.
 *
 * @param token {@code null} where none, or none that is well formed, was presented
 * @param ticket the ticket named
 * @param attachmentId the attachment named; {@code null} where the text given can be no
 *     attachment's
 * @param reviewConfirmed whether the intent confirms a review-gated type
 * @param range the part wanted; {@code null} for the whole
 * @param violations what is wrong with the request, by field; empty where it is well formed
 */
public record DownloadRequest(
    @Nullable BearerToken token,
    TicketKey ticket,
    @Nullable Long attachmentId,
    boolean reviewConfirmed,
    @Nullable ByteRange range,
    Map<String, List<String>> violations) {

  /** The same with another intent. */
  public DownloadRequest withReviewConfirmed(boolean confirmed) {
    return new DownloadRequest(token, ticket, attachmentId, confirmed, range, violations);
  }
}
