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

/** How to get to buckets; who may get at them is for the environment to say. */
public record S3Settings(
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

  /** Whether any of them is set that means nothing without a bucket. */
  boolean given() {
    return endpoint != null || region != null || pathStyle;
  }

  /**
   * The location that a URI names.
   *
   * @param option the one it comes from, for the message
   * @throws IllegalArgumentException naming the option that is wrong
   */
  public BlobLocation location(String option, String uri) {
    Optional<URI> base = Optional.ofNullable(endpoint).map(S3Settings::base);
    try {
      return BlobLocations.of(
          uri, new S3Location.Access(base, Optional.ofNullable(region), pathStyle, timeout));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(wrong(option, String.valueOf(e.getMessage())), e);
    }
  }

  /** Which option a part of a location comes from. */
  private static String wrong(String option, String message) {
    if (message.startsWith("uri: ")) {
      return option + message.substring("uri".length());
    }
    boolean ofStore = message.startsWith("bucket") || message.startsWith("prefix");
    return (ofStore ? option + " " : "--s3-") + message;
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
