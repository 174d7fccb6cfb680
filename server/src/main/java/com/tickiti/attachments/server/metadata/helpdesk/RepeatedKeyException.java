package com.tickiti.attachments.server.metadata.helpdesk;

/** Two rows that were added have the same key. */
public final class RepeatedKeyException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long firstLine;

  RepeatedKeyException(long firstLine) {
    this.firstLine = firstLine;
  }

  /** Where the first of the two comes from. */
  public long firstLine() {
    return firstLine;
  }
}
