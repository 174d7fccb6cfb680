package com.tickiti.attachments.server.blob;

import java.nio.file.Path;

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

  @Override
  public Path staging(Path otherwise) {
    return first.staging(otherwise);
  }

  @Override
  public String toString() {
    return first.toString();
  }
}
