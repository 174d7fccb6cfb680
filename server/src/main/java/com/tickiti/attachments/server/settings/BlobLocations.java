package com.tickiti.attachments.server.settings;

import com.tickiti.attachments.server.blob.BlobLocation;
import com.tickiti.attachments.server.blob.disk.DiskLocation;
import com.tickiti.attachments.server.blob.s3.S3Location;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** The one place that knows which kinds of blob store there are, each by the scheme of its URI. */
public final class BlobLocations {

  private static final String FILES = "file:///";

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
    if (uri.startsWith(FILES)) {
      return new DiskLocation(directory(uri));
    }
    throw wrong(uri);
  }

  /** A directory. */
  public static BlobLocation ofDirectory(Path directory) {
    return new DiskLocation(directory.toAbsolutePath().normalize());
  }

  private static Path directory(String uri) {
    try {
      return Path.of(new URI(uri)).normalize();
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw wrong(uri);
    }
  }

  private static IllegalArgumentException wrong(String uri) {
    return new IllegalArgumentException(
        "uri: " + uri + " (expected: s3://BUCKET, s3://BUCKET/PREFIX or file:///DIRECTORY)");
  }
}
