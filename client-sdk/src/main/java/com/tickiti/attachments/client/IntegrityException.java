package com.tickiti.attachments.client;

/**
 * The content received is not the content announced: its length or SHA-256 differs, or the answer
 * contradicts itself. Discard everything that was read of it. This detects corruption, not a
 * malicious service, which would send a matching digest.
 */
public final class IntegrityException extends AttachmentException {

  private static final long serialVersionUID = 1;

  public IntegrityException(String description, String requestId) {
    super(description, requestId);
  }
}
