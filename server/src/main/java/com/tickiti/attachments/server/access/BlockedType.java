package com.tickiti.attachments.server.access;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.v1.ErrorReason;
import org.jspecify.annotations.Nullable;

/** The refusal of a blocked file type, whose message says whether the name or the bytes did it. */
public final class BlockedType {

  private BlockedType() {}

  /**
   * Blocked by the extension of its name.
   *
   * @param extension it, where known
   * @param verb what cannot be done with the file, such as "downloaded"
   */
  public static AttachmentError byName(@Nullable String extension, String verb) {
    String which = extension == null ? "" : ", ." + extension;
    return error(
        "An administrator has blocked this file type by the extension of its name%s; it cannot be %s."
            .formatted(which, verb));
  }

  /**
   * Blocked by the type that its bytes have.
   *
   * @param verb what cannot be done with the file, such as "downloaded"
   */
  public static AttachmentError byContent(String verb) {
    return error(
        "An administrator has blocked this file type by its content, whatever the file's name;"
            + " it cannot be %s.".formatted(verb));
  }

  private static AttachmentError error(String message) {
    return AttachmentError.of(ErrorReason.ERROR_REASON_ATTACHMENT_BLOCKED).withMessage(message);
  }
}
