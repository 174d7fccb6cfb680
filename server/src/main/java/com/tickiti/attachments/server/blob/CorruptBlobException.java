package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;

/** The stored bytes are not those of the digest they are stored under: data has been lost. */
public final class CorruptBlobException extends IOException {

  private static final long serialVersionUID = 1;

  /** One that tells where the bytes are, unless {@code location} is empty. */
  public CorruptBlobException(Digest digest, String what, String location) {
    super(
        "blob " + digest + " is damaged: " + what + (location.isEmpty() ? "" : " in " + location));
  }
}
