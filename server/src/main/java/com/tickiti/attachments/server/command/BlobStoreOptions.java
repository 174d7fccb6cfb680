package com.tickiti.attachments.server.command;

import com.tickiti.attachments.server.blob.S3Location;
import com.tickiti.attachments.server.settings.CommandFailure;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where blobs are kept; who may get at them is for the environment to say. */
final class BlobStoreOptions {

  private static final String SCHEME = "s3://";

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

  /** The bucket; empty where blobs are in the data directory. */
  Optional<S3Location> toLocation() {
    if (blobStore == null) {
      if (endpoint != null || region != null || pathStyle) {
        throw new CommandFailure(
            "--s3-endpoint, --s3-region and --s3-path-style need --blob-store");
      }
      return Optional.empty();
    }
    if (!blobStore.startsWith(SCHEME)) {
      throw new CommandFailure(
          "--blob-store: " + blobStore + " (expected: s3://BUCKET or s3://BUCKET/PREFIX)");
    }
    String[] parts = blobStore.substring(SCHEME.length()).split("/", 2);
    String prefix = parts.length == 1 ? "" : parts[1];
    try {
      return Optional.of(
          new S3Location(
              parts[0],
              prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/",
              Optional.ofNullable(endpoint).map(BlobStoreOptions::uri),
              Optional.ofNullable(region),
              pathStyle,
              S3Location.DEFAULT_TIMEOUT));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      boolean ofStore = message.startsWith("bucket") || message.startsWith("prefix");
      throw new CommandFailure((ofStore ? "--blob-store " : "--s3-") + message);
    }
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
