package com.tickiti.attachments.server.download;

import com.tickiti.attachments.server.access.AttachmentFacts;
import java.util.List;

/** What is recorded of a ticket's attachments. Implementations are thread-safe. */
@FunctionalInterface
public interface AttachmentMetadata {

  /**
   * Up to {@code limit} attachments of a ticket whose ids are above {@code afterId}, by id.
   *
   * @throws com.tickiti.attachments.server.access.MetadataUnavailableException where they cannot be
   *     read within two seconds
   */
  List<AttachmentFacts> attachments(long ticketId, long afterId, int limit);
}
