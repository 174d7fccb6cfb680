package com.tickiti.attachments.server.metadata.admin;

import java.util.List;

/**
 * The attachments that refer to a content.
 *
 * @param first those with the lowest ids, no more than were asked for
 * @param total how many there are
 */
public record AttachmentUses(List<AttachmentUse> first, long total) {

  /** No attachment refers to it. */
  public static final AttachmentUses NONE = new AttachmentUses(List.of(), 0);

  public AttachmentUses {
    first = List.copyOf(first);
  }
}
