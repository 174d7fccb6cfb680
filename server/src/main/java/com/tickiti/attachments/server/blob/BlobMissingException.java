package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;

/** The content is not stored. */
public final class BlobMissingException extends IOException {

  private static final long serialVersionUID = 1;

  public BlobMissingException(Digest digest, String where) {
    super("blob " + digest + " is missing: " + where);
  }
}
