package com.tickiti.attachments.server.download;

import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import com.tickiti.attachments.server.model.TicketKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link AttachmentMetadata} in which a ticket that the caller may not see is absent, so that no
 * answer can tell it from one that does not exist. As thread-safe as what is behind it.
 */
public final class ConcealingMetadata implements AttachmentMetadata {

  private final AttachmentMetadata behind;

  public ConcealingMetadata(AttachmentMetadata behind) {
    this.behind = behind;
  }

  @Override
  public DownloadFacts facts(BearerToken token, TicketKey ticket, @Nullable Long attachmentId) {
    return DownloadPolicy.concealed(behind.facts(token, ticket, attachmentId));
  }

  @Override
  public List<AttachmentFacts> attachments(long ticketId, long afterId, int limit) {
    return behind.attachments(ticketId, afterId, limit);
  }

  @Override
  public PieceDigests pieces(Digest digest) {
    return behind.pieces(digest);
  }
}
