package com.tickiti.attachments.server.settings;

import static com.tickiti.attachments.edge.settings.Settings.TIME;

import com.tickiti.attachments.server.blob.BlobLocation;
import com.tickiti.attachments.server.blob.s3.S3Location;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where blobs are kept; who may get at them is for the environment to say. */
public record BlobStoreSettings(
    @Option(
            names = "--blob-store",
            paramLabel = "s3://BUCKET/PREFIX",
            description =
                "Where blobs are kept (default: the data directory). Credentials come from"
                    + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or the machine's role.")
        @Nullable String uri,
    @Option(
            names = "--s3-endpoint",
            paramLabel = "URL",
            description = "Base URL of an S3 service (default: Amazon's).")
        @Nullable String endpoint,
    @Option(
            names = "--s3-region",
            paramLabel = "REGION",
            description =
                "The bucket's region (default: AWS_REGION, or us-east-1 with --s3-endpoint).")
        @Nullable String region,
    @Option(
            names = "--s3-path-style",
            description = "Name the bucket in the path and not in the host name.")
        boolean pathStyle,
    @Option(
            names = "--s3-timeout",
            paramLabel = TIME,
            defaultValue = "5s",
            description =
                "For one try of a read; all tries together take at most twice as long (default: ${DEFAULT-VALUE}).")
        Duration timeout) {

  public BlobStoreSettings {
    location(uri, endpoint, region, pathStyle, timeout);
  }

  /** The location; empty where blobs are in the data directory. */
  public Optional<BlobLocation> location() {
    return location(uri, endpoint, region, pathStyle, timeout);
  }

  private static Optional<BlobLocation> location(
      @Nullable String uri,
      @Nullable String endpoint,
      @Nullable String region,
      boolean pathStyle,
      Duration timeout) {
    if (uri == null) {
      if (endpoint != null || region != null || pathStyle) {
        throw new IllegalArgumentException(
            "--s3-endpoint, --s3-region and --s3-path-style need --blob-store");
      }
      return Optional.empty();
    }
    Optional<URI> base = Optional.ofNullable(endpoint).map(BlobStoreSettings::base);
    try {
      return Optional.of(
          BlobLocations.of(
              uri, new S3Location.Access(base, Optional.ofNullable(region), pathStyle, timeout)));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(wrong(message), e);
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

  private static URI base(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getUserInfo() != null) {
        throw new IllegalArgumentException(
            "--s3-endpoint: names a user (expected: credentials in the environment)");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "--s3-endpoint: " + text + " (expected: http:// or https:// and a host)", e);
    }
  }
}
