package com.tickiti.attachments.server.metadata;

/** Nothing was removed, since a backup is copying contents. */
public final class BackupUnderWayException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public BackupUnderWayException() {
    super("a backup is copying blobs");
  }
}
