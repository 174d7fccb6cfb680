package com.tickiti.attachments.server.download;

import com.tickiti.attachments.server.blob.PieceDigestSource;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.TicketKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of tokens, tickets and attachments. Every method reads the database anew and
 * throws {@link MetadataUnavailableException} where it cannot be read within two seconds.
 */
public interface AttachmentMetadata extends PieceDigestSource {

  /**
   * All facts for one decision, of one instant.
   *
   * @param attachmentId {@code null} where no attachment is asked for
   */
  DownloadFacts facts(BearerToken token, TicketKey ticket, @Nullable Long attachmentId);

  /** Up to {@code limit} attachments of a ticket whose ids are above {@code afterId}, by id. */
  List<AttachmentFacts> attachments(long ticketId, long afterId, int limit);
}
