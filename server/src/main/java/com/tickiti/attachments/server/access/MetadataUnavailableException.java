package com.tickiti.attachments.server.access;

/** The database is away, too slow, or out of connections. */
public final class MetadataUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public MetadataUnavailableException(Throwable cause) {
    super("the database cannot be read: " + cause.getMessage(), cause);
  }
}
