package com.tickiti.attachments.server.blob;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where a blob store is, and how to get there; its text is a URI without credentials. */
public interface BlobLocation {

  /**
   * Opens the store there, which need not answer yet; the caller closes it.
   *
   * @throws IllegalArgumentException where something that it takes is set nowhere
   */
  BlobStore open();

  /**
   * Tries what this program relies on. What it writes for that, it removes; it writes nothing where
   * there is no store yet.
   *
   * @throws IOException where nothing could be tried
   */
  List<StoreProperty> probe() throws IOException;

  /**
   * Where contents on their way in are best kept: where blobs are files, on their volume.
   *
   * @param otherwise where the store has no preference
   */
  default Path staging(Path otherwise) {
    return otherwise;
  }
}
