package com.tickiti.attachments.server.blob.s3;

import com.tickiti.attachments.server.blob.BlobLocation;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.StoreProperty;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
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
    Duration timeout)
    implements BlobLocation {

  /** 5 seconds: far more than S3 needs for the 384 KiB that are read at a time. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  /** What a URI of such a place begins with. */
  public static final String SCHEME = "s3://";

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

  /**
   * The place that a URI {@code s3://BUCKET/PREFIX} names, with or without a slash behind.
   *
   * @throws IllegalArgumentException naming the part that is none
   */
  public static S3Location of(String uri, Access access) {
    String[] parts = uri.substring(SCHEME.length()).split("/", 2);
    String prefix = parts.length == 1 ? "" : parts[1];
    return new S3Location(
        parts[0],
        prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/",
        access.endpoint,
        access.region,
        access.pathStyle,
        access.timeout);
  }

  @Override
  public BlobStore open() {
    return new S3BlobStore(this);
  }

  @Override
  public List<StoreProperty> probe() throws IOException {
    return new S3Probe(this).run();
  }

  /** The key of what is called {@code name} in this place. */
  String key(String name) {
    return prefix + name;
  }

  @Override
  public String toString() {
    return SCHEME + bucket + "/" + prefix;
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

  /**
   * How to get to a bucket.
   *
   * @param endpoint base URI of the service; empty for Amazon's own
   * @param region the bucket's; empty to find it out from the environment
   * @param pathStyle whether the bucket is named in the path and not in the host name
   * @param timeout for one try of a read; all tries together take at most twice this
   */
  public record Access(
      Optional<URI> endpoint, Optional<String> region, boolean pathStyle, Duration timeout) {}
}
