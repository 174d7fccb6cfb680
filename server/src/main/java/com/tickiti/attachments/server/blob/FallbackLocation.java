package com.tickiti.attachments.server.blob;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A store, and another one that has what it does not have yet.
 *
 * @param first where contents are stored
 * @param second where those are read that the first is missing
 */
public record FallbackLocation(BlobLocation first, BlobLocation second) implements BlobLocation {

  @Override
  public BlobStore open() {
    return new FallbackBlobStore(first.open(), second.open(), second.toString());
  }

  /** Of the first, which is written to. */
  @Override
  public List<StoreProperty> probe() throws IOException {
    return first.probe();
  }

  @Override
  public Path staging(Path otherwise) {
    return first.staging(otherwise);
  }

  @Override
  public String toString() {
    return first.toString();
  }
}
