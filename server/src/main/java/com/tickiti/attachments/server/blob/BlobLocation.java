package com.tickiti.attachments.server.blob;

/** Where a blob store is, and how to get there; its text is a URI without credentials. */
public interface BlobLocation {

  /**
   * Opens the store there, which need not answer yet; the caller closes it.
   *
   * @throws IllegalArgumentException where something that it takes is set nowhere
   */
  BlobStore open();
}
