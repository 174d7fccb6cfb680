package com.tickiti.attachments.server.blob;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place in an S3 bucket, and how to get there; no credentials, which come from the environment.
 *
 * @param bucket its name
 * @param prefix what all keys begin with: empty, or ending in a slash
 * @param endpoint base URI of the service; empty for Amazon's own
 * @param region the bucket's; empty to find it out from the environment
 * @param pathStyle whether the bucket is named in the path and not in the host name
 * @param timeout for one try of a read; all tries together take at most twice this
 */
public record S3Location(
    String bucket,
    String prefix,
    Optional<URI> endpoint,
    Optional<String> region,
    boolean pathStyle,
    Duration timeout) {

  /** 5 seconds: far more than S3 needs for the 384 KiB that are read at a time. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9!_.*'()-]+/)*");
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,32}");

  public S3Location {
    require("bucket", bucket, BUCKET.matcher(bucket).matches(), "3 to 63 of a-z 0-9 . -");
    require("prefix", prefix, PREFIX.matcher(prefix).matches(), "names, each with a slash behind");
    endpoint.ifPresent(
        uri -> require("endpoint", uri, isBase(uri), "http:// or https:// and a host"));
    region.ifPresent(
        name -> require("region", name, REGION.matcher(name).matches(), "such as eu-central-1"));
    require("timeout", timeout, timeout.compareTo(Duration.ZERO) > 0, "> 0");
  }

  /** The key of what is called {@code name} in this place. */
  String key(String name) {
    return prefix + name;
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }

  private static boolean isBase(URI uri) {
    return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
        && uri.getHost() != null
        && uri.getUserInfo() == null
        && uri.getQuery() == null
        && uri.getFragment() == null;
  }

  private static void require(String name, Object value, boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }
}
