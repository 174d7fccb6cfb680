package com.tickiti.attachments.server.settings;

import com.tickiti.attachments.server.blob.BlobLocation;
import com.tickiti.attachments.server.blob.FallbackLocation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where blobs are kept. */
public record BlobStoreSettings(
    @Option(
            names = "--blob-store",
            paramLabel = "URI",
            description =
                "Where blobs are kept, s3://BUCKET/PREFIX or file:///DIRECTORY (default: the data"
                    + " directory). Credentials come from AWS_ACCESS_KEY_ID and"
                    + " AWS_SECRET_ACCESS_KEY, a profile, or the machine's role.")
        @Nullable String uri,
    @Option(
            names = "--blob-store-fallback",
            paramLabel = "URI",
            description =
                "Where blobs are read that are missing in the blob store, while blobs copy brings"
                    + " them there (default: nowhere).")
        @Nullable String fallback,
    S3Settings s3) {

  public BlobStoreSettings {
    if (uri == null && fallback == null && s3.given()) {
      throw new IllegalArgumentException(
          "--s3-endpoint, --s3-region and --s3-path-style need --blob-store");
    }
    if (uri != null) {
      var unused = s3.location("--blob-store", uri);
    }
    if (fallback != null) {
      var unused = s3.location("--blob-store-fallback", fallback);
    }
  }

  /**
   * The location.
   *
   * @param usual where blobs are kept where no setting says so
   * @return empty where that is all there is to say
   */
  Optional<BlobLocation> location(BlobLocation usual) {
    Optional<BlobLocation> first =
        Optional.ofNullable(uri).map(text -> s3.location("--blob-store", text));
    if (fallback == null) {
      return first;
    }
    return Optional.of(
        new FallbackLocation(first.orElse(usual), s3.location("--blob-store-fallback", fallback)));
  }
}
