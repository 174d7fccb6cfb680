package com.tickiti.attachments.server.archive;

import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.v1.ErrorReason;

/** What an archive does not have, and why, as a text for people. Not thread-safe. */
final class LeftOut {

  static final String ENTRY_NAME = "_left-out.txt";

  private final StringBuilder text = new StringBuilder();

  void add(AttachmentFacts attachment, ErrorReason reason) {
    add(
        attachment,
        switch (reason) {
          case ERROR_REASON_ATTACHMENT_BLOCKED -> "an administrator has blocked this file type";
          case ERROR_REASON_ATTACHMENT_REVIEW_REQUIRED ->
              "this file type needs a review, which was not confirmed";
          default -> "its stored file is missing";
        });
  }

  void addMissing(AttachmentFacts attachment) {
    add(attachment, ErrorReason.ERROR_REASON_NOT_FOUND);
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  String text() {
    return "Attachments of this ticket that are not in this archive:\r\n\r\n" + text;
  }

  private void add(AttachmentFacts attachment, String why) {
    text.append(attachment.id())
        .append("  ")
        .append(attachment.name().replaceAll("\\p{Cntrl}", "_"))
        .append(": ")
        .append(why)
        .append("\r\n");
  }
}
