package com.tickiti.attachments.server.access;

import com.tickiti.attachments.error.AttachmentError;

/** The policy refused. */
public final class RefusalException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient AttachmentError error;

  public RefusalException(AttachmentError error) {
    // An everyday outcome, not a fault: no stack trace.
    super(error.message(), null, false, false);
    this.error = error;
  }

  /** What the caller is told. */
  public AttachmentError error() {
    return error;
  }
}
