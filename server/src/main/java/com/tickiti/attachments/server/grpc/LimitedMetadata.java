package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.server.download.AttachmentFacts;
import com.tickiti.attachments.server.download.AttachmentMetadata;
import com.tickiti.attachments.server.download.DownloadFacts;
import com.tickiti.attachments.server.download.RefusalException;
import com.tickiti.attachments.server.download.TokenFacts;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import com.tickiti.attachments.server.model.TicketKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds every call to the limits where its token is looked up: that is where who asks becomes
 * known, and before anything else about the call is decided. Refusals are {@link
 * RefusalException}s. Thread-safe; for use within calls only.
 */
public final class LimitedMetadata implements AttachmentMetadata {

  private final AttachmentMetadata metadata;

  public LimitedMetadata(AttachmentMetadata metadata) {
    this.metadata = metadata;
  }

  @Override
  public DownloadFacts facts(BearerToken token, TicketKey ticket, @Nullable Long attachmentId) {
    CallLimits call = CallLimits.current();
    call.beforeLookUp(token);
    DownloadFacts facts = metadata.facts(token, ticket, attachmentId);
    TokenFacts found = facts.token();
    if (found != null && found.authenticates()) {
      call.authenticated(token);
    } else {
      call.failed(token);
    }
    return facts;
  }

  @Override
  public List<AttachmentFacts> attachments(long ticketId, long afterId, int limit) {
    return metadata.attachments(ticketId, afterId, limit);
  }

  @Override
  public PieceDigests pieces(Digest digest) {
    return metadata.pieces(digest);
  }
}
