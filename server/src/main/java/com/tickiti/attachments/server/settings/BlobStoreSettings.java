package com.tickiti.attachments.server.settings;

import static com.tickiti.attachments.edge.settings.Settings.TIME;

import com.tickiti.attachments.server.blob.S3Location;
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

  private static final String SCHEME = "s3://";

  public BlobStoreSettings {
    location(uri, endpoint, region, pathStyle, timeout);
  }

  /** The bucket; empty where blobs are in the data directory. */
  public Optional<S3Location> location() {
    return location(uri, endpoint, region, pathStyle, timeout);
  }

  private static Optional<S3Location> location(
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
    if (!uri.startsWith(SCHEME)) {
      throw new IllegalArgumentException(
          "--blob-store: " + uri + " (expected: s3://BUCKET or s3://BUCKET/PREFIX)");
    }
    String[] parts = uri.substring(SCHEME.length()).split("/", 2);
    String prefix = parts.length == 1 ? "" : parts[1];
    Optional<URI> base = Optional.ofNullable(endpoint).map(BlobStoreSettings::base);
    try {
      return Optional.of(
          new S3Location(
              parts[0],
              prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/",
              base,
              Optional.ofNullable(region),
              pathStyle,
              timeout));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      boolean ofStore = message.startsWith("bucket") || message.startsWith("prefix");
      throw new IllegalArgumentException((ofStore ? "--blob-store " : "--s3-") + message, e);
    }
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
