package com.tickiti.attachments.server.settings;

import com.tickiti.attachments.server.blob.BlobLocation;
import com.tickiti.attachments.server.blob.s3.S3Location;

/** The one place that knows which kinds of blob store there are, each by the scheme of its URI. */
final class BlobLocations {

  private BlobLocations() {}

  /**
   * The location that a URI names.
   *
   * @param s3 how to get to a bucket, should it name one
   * @throws IllegalArgumentException naming the part that is wrong, or {@code uri} where no store
   *     has its scheme
   */
  static BlobLocation of(String uri, S3Location.Access s3) {
    if (uri.startsWith(S3Location.SCHEME)) {
      return S3Location.of(uri, s3);
    }
    throw new IllegalArgumentException(
        "uri: " + uri + " (expected: s3://BUCKET or s3://BUCKET/PREFIX)");
  }
}
