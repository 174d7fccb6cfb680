package com.tickiti.attachments.server.blob;

import java.nio.file.Path;

/** Where a blob store is, and how to get there; its text is a URI without credentials. */
public interface BlobLocation {

  /**
   * Opens the store there, which need not answer yet; the caller closes it.
   *
   * @throws IllegalArgumentException where something that it takes is set nowhere
   */
  BlobStore open();

  /**
   * Where contents on their way in are best kept: where blobs are files, on their volume.
   *
   * @param otherwise where the store has no preference
   */
  default Path staging(Path otherwise) {
    return otherwise;
  }
}
