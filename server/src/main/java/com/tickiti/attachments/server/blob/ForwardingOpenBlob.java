package com.tickiti.attachments.server.blob;

import java.io.IOException;

/** An open blob on another one, which it closes; how it is read is for the subclass to say. */
abstract class ForwardingOpenBlob implements BlobStore.OpenBlob {

  final BlobStore.OpenBlob blob;

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
  public final boolean abandonCopy() throws IOException {
    return blob.abandonCopy();
  }

  @Override
  public void close() throws IOException {
    blob.close();
  }
}
