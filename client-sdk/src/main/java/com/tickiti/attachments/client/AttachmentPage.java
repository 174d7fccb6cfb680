package com.tickiti.attachments.client;

import java.util.List;
import java.util.Optional;

/**
 * One page of a ticket's attachments. Immutable.
 *
 * @param attachments by ascending id
 * @param nextPageToken asks for the next page; empty on the last
 */
public record AttachmentPage(List<Attachment> attachments, Optional<String> nextPageToken) {

  public AttachmentPage {
    attachments = List.copyOf(attachments);
  }
}
