package com.tickiti.attachments.client;

import java.nio.file.Path;
import java.util.UUID;

/**
 * What to upload. Immutable: each method gives a changed copy.
 *
 * <p>It carries a request id of its own, so that uploading the same request again, also from
 * another client, gives the same attachment and never a second one.
 *
 * @param ticket the ticket that the response belongs to
 * @param responseId the response to attach to
 * @param content the bytes to send
 * @param name the file name that others will see, 1 to 255 characters without control characters
 * @param inline whether it is shown within the response's text
 * @param requestId makes repeating safe, 1 to 128 characters of {@code A-Z a-z 0-9 . _ : -}
 */
public record UploadRequest(
    TicketRef ticket,
    long responseId,
    UploadContent content,
    String name,
    boolean inline,
    String requestId) {

  /** Attaches {@code file} under its own name, with a new request id. */
  public static UploadRequest of(TicketRef ticket, long responseId, Path file) {
    Path name = file.getFileName();
    if (name == null) {
      throw new IllegalArgumentException("file: " + file + " (expected: a path with a file name)");
    }
    return of(ticket, responseId, name.toString(), UploadContent.of(file));
  }

  /** Attaches {@code content}, with a new request id. */
  public static UploadRequest of(
      TicketRef ticket, long responseId, String name, UploadContent content) {
    return new UploadRequest(
        ticket, responseId, content, name, false, UUID.randomUUID().toString());
  }

  /** Under another name. */
  public UploadRequest named(String name) {
    return new UploadRequest(ticket, responseId, content, name, inline, requestId);
  }

  /** Shown within the response's text. */
  public UploadRequest asInline() {
    return new UploadRequest(ticket, responseId, content, name, true, requestId);
  }

  /** With a request id of the caller's, such as one that outlives the process. */
  public UploadRequest withRequestId(String requestId) {
    return new UploadRequest(ticket, responseId, content, name, inline, requestId);
  }
}
