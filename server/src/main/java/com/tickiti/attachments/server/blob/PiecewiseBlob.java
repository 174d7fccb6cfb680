package com.tickiti.attachments.server.blob;

import java.io.IOException;

/** An open blob that tells of another one; what reading means is left to the decorator. */
abstract class ForwardingOpenBlob implements BlobStore.OpenBlob {

  private final BlobStore.OpenBlob blob;

  /** Closes {@code blob} when it is closed. */
  ForwardingOpenBlob(BlobStore.OpenBlob blob) {
    this.blob = blob;
  }

  @Override
  public final long size() {
    return blob.size();
  }

  @Override
  public final String location() {
    return blob.location();
  }

  @Override
  public final void close() throws IOException {
    blob.close();
  }
}
