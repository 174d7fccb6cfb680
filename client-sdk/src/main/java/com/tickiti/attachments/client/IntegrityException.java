package com.tickiti.attachments.client;

/**
 * What came is not what was promised: another length or SHA-256, or an answer that contradicts
 * itself. Whatever was read of it must be thrown away. Detects corruption, not a malicious service,
 * which would send a digest that fits.
 */
public final class IntegrityException extends AttachmentException {

  private static final long serialVersionUID = 1;

  public IntegrityException(String description, String requestId) {
    super(description, requestId);
  }
}
