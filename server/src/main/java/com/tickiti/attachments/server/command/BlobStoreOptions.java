package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.blob.BlobLocation;
import com.tickiti.attachments.server.blob.s3.S3Location;
import com.tickiti.attachments.server.data.BlobLocations;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where blobs are kept; who may get at them is for the environment to say. */
final class BlobStoreOptions {

  @Option(
      names = "--blob-store",
      paramLabel = "s3://BUCKET/PREFIX",
      description =
          "Where blobs are kept (default: the data directory). Credentials come from AWS_ACCESS_KEY_ID"
              + " and AWS_SECRET_ACCESS_KEY, a profile, or the machine's role.")
  private @Nullable String blobStore;

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description = "Base URL of an S3 service (default: Amazon's).")
  private @Nullable String endpoint;

  @Option(
      names = "--s3-region",
      paramLabel = "REGION",
      description = "The bucket's region (default: AWS_REGION, or us-east-1 with --s3-endpoint).")
  private @Nullable String region;

  @Option(
      names = "--s3-path-style",
      description = "Name the bucket in the path and not in the host name.")
  private boolean pathStyle;

  /** The location; empty where blobs are in the data directory. */
  Optional<BlobLocation> toLocation() {
    if (blobStore == null) {
      if (endpoint != null || region != null || pathStyle) {
        throw new CommandFailure(
            "--s3-endpoint, --s3-region and --s3-path-style need --blob-store");
      }
      return Optional.empty();
    }
    try {
      return Optional.of(
          BlobLocations.of(
              blobStore,
              new S3Location.Access(
                  Optional.ofNullable(endpoint).map(BlobStoreOptions::uri),
                  Optional.ofNullable(region),
                  pathStyle)));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(wrong(String.valueOf(e.getMessage())));
    }
  }

  /** Which option a part of a location comes from. */
  private static String wrong(String message) {
    if (message.startsWith("uri: ")) {
      return "--blob-store" + message.substring("uri".length());
    }
    boolean ofStore = message.startsWith("bucket") || message.startsWith("prefix");
    return (ofStore ? "--blob-store " : "--s3-") + message;
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getUserInfo() != null) {
        throw new CommandFailure(
            "--s3-endpoint: names a user (expected: credentials in the environment)");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new CommandFailure(
          "--s3-endpoint: " + text + " (expected: http:// or https:// and a host)");
    }
  }
}
