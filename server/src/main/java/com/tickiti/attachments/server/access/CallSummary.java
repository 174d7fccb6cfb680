package com.tickiti.attachments.server.access;

import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.v1.ErrorReason;
import org.jspecify.annotations.Nullable;

/**
 * What becomes known of one call while it lasts: what it asks for, how many bytes of content have
 * moved, and the error it ends in. For the log and the metrics; nothing is decided by it. grpc-java
 * runs all callbacks of one call one after the other.
 */
public final class CallSummary {

  private TicketKey ticket = TicketKey.NONE;
  private @Nullable Long attachmentId;
  private @Nullable ErrorReason error;
  private @Nullable Exception fault;
  private long bytes;

  /** The ticket and the attachment that the caller names. */
  void asks(AccessRequest request) {
    ticket = request.ticket();
    attachmentId = request.attachmentId();
  }

  /** The attachment at hand, where the caller names none; {@code null} once there is none. */
  public void attachment(@Nullable Long id) {
    attachmentId = id;
  }

  /** So many more bytes of content were sent or received. */
  public void transferred(int count) {
    bytes += count;
  }

  /**
   * The call ends in an error.
   *
   * @param cause where the error came from; the first one stays
   */
  public void failed(ErrorReason reason, @Nullable Exception cause) {
    if (error == null) {
      error = reason;
      fault = cause;
    }
  }

  /** The ticket as the caller names it. */
  public TicketKey ticket() {
    return ticket;
  }

  /** The attachment; {@code null} where there is none, or none is named. */
  public @Nullable Long attachmentId() {
    return attachmentId;
  }

  /** The error that the call ends in; {@code null} where there is none. */
  public @Nullable ErrorReason error() {
    return error;
  }

  /** What led to that error. */
  public @Nullable Exception fault() {
    return fault;
  }

  /** Bytes of content that were sent or received. */
  public long bytes() {
    return bytes;
  }

  /** What the call is about, for a line of the log: {@code ", ticket 220009, attachment 14494"}. */
  public String subject() {
    StringBuilder text = new StringBuilder();
    if (ticket.value() != null) {
      text.append(ticket.kind() == TicketKey.Kind.ID ? ", ticket id " : ", ticket ");
      text.append(ticket.value());
    }
    if (attachmentId != null) {
      text.append(", attachment ").append(attachmentId);
    }
    return text.toString();
  }
}
