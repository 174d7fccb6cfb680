package com.tickiti.attachments.server.blob;

import java.io.IOException;

/** What should be the blob store is none, or another one: a volume is not mounted, for example. */
public final class BlobStoreAwayException extends IOException {

  private static final long serialVersionUID = 1;

  public BlobStoreAwayException(String message) {
    super(message);
  }
}
