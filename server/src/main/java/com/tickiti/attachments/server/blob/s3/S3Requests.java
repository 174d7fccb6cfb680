package com.tickiti.attachments.server.blob.s3;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Requests to one bucket, each bounded in time and tried at most {@value #MAX_TRIES} times where
 * another try may help: no answer, a cut answer, 5xx, throttling. What fails all the same is a
 * {@link NoSuchKeyException} where the bucket has no such object, and an {@link IOException} in
 * every other case. Thread-safe.
 */
final class S3Requests implements Closeable {

  static final int MAX_TRIES = 3;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** More than there are threads that read, so that none waits for a connection. */
  private static final int MAX_CONNECTIONS = 256;

  /** What a store takes at least for an upload, beside {@link #UPLOAD_BYTES_PER_SECOND}. */
  private static final Duration UPLOAD_TIMEOUT = Duration.ofSeconds(30);

  private static final long UPLOAD_BYTES_PER_SECOND = 1 << 20;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /** Precondition Failed, and Conflict where two come at the same time. */
  private static final Set<Integer> CONDITION_FAILED = Set.of(412, 409);

  private static final int NOT_IMPLEMENTED = 501;
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+)");

  private final S3Location location;
  private final S3Client client;

  /**
   * No connection is made yet.
   *
   * @throws IllegalArgumentException where no region is set anywhere
   */
  S3Requests(S3Location location) {
    this.location = location;
    this.client = client(location);
  }

  /** Where an object is, for whoever reads the log. */
  String uri(String key) {
    return "s3://" + location.bucket() + "/" + key;
  }

  /** An object's bytes from {@code from} on, up to {@code length} of them; none behind its end. */
  Part get(String key, long from, int length) throws IOException {
    String range = "bytes=" + from + "-" + (from + length - 1);
    try {
      return send(
          s3 ->
              s3.getObject(
                  request -> request.bucket(location.bucket()).key(key).range(range),
                  (response, body) -> part(response, body, from, length)));
    } catch (RangeException e) {
      return new Part(ByteBuffer.allocate(0), from);
    }
  }

  /** What is known of an object; empty where there is none. */
  Optional<HeadObjectResponse> head(String key) throws IOException {
    try {
      return Optional.of(
          send(s3 -> s3.headObject(request -> request.bucket(location.bucket()).key(key))));
    } catch (NoSuchKeyException e) {
      failWithoutBucket(key);
      return Optional.empty();
    }
  }

  /** A missing bucket has the same answer; only one with a body tells the two apart. */
  private void failWithoutBucket(String key) throws IOException {
    try {
      get(key, 0, 1);
    } catch (NoSuchKeyException e) {
      // So there is a bucket.
    }
  }

  /**
   * Stores a file as an object, whole or not at all; S3 refuses bytes of another SHA-256.
   *
   * @param sha256 in base64
   * @param size of the file in bytes
   */
  void put(String key, Path file, long size, String sha256) throws IOException {
    Duration timeout = UPLOAD_TIMEOUT.plusSeconds(size / UPLOAD_BYTES_PER_SECOND);
    send(
        s3 ->
            s3.putObject(
                request ->
                    request
                        .bucket(location.bucket())
                        .key(key)
                        .contentType("application/octet-stream")
                        .checksumSHA256(sha256)
                        .overrideConfiguration(timeouts(timeout)),
                RequestBody.fromFile(file)));
  }

  /** Stores a small object unless there is one of this key, where S3 knows that condition. */
  void putIfAbsent(String key, byte[] bytes) throws IOException {
    send(
        s3 -> {
          try {
            return s3.putObject(
                request -> request.bucket(location.bucket()).key(key).ifNoneMatch("*"),
                RequestBody.fromBytes(bytes));
          } catch (S3Exception e) {
            if (CONDITION_FAILED.contains(e.statusCode())) {
              return PutObjectResponse.builder().build(); // somebody else came first
            }
            if (e.statusCode() == NOT_IMPLEMENTED) {
              return s3.putObject(
                  request -> request.bucket(location.bucket()).key(key),
                  RequestBody.fromBytes(bytes));
            }
            throw e;
          }
        });
  }

  void delete(String key) throws IOException {
    send(s3 -> s3.deleteObject(request -> request.bucket(location.bucket()).key(key)));
  }

  /** Removes what was stored for a trial; it stays where this program may not remove anything. */
  void deleteTrial(String key) {
    try {
      delete(key);
    } catch (IOException e) {
      // Whether the store deletes is tried, and reported, with a content.
    }
  }

  /** The objects whose keys are below the prefix and above {@code after}, up to 1,000 of them. */
  ListObjectsV2Response list(String after) throws IOException {
    return send(
        s3 ->
            s3.listObjectsV2(
                request ->
                    request.bucket(location.bucket()).prefix(location.prefix()).startAfter(after)));
  }

  /** Stops; requests under way may fail. */
  @Override
  public void close() {
    client.close();
  }

  private <T> T send(Function<S3Client, T> request) throws IOException {
    try {
      return request.apply(client);
    } catch (NoSuchKeyException | RangeException e) {
      throw e;
    } catch (S3Exception e) {
      if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
        throw new RangeException(e);
      }
      throw new IOException(location + ": " + e.getMessage(), e);
    } catch (SdkException | IllegalStateException e) {
      throw new IOException(location + ": " + e.getMessage(), e);
    }
  }

  private static Part part(
      GetObjectResponse response, AbortableInputStream body, long from, int length) {
    Matcher range = CONTENT_RANGE.matcher(String.valueOf(response.contentRange()));
    if (!range.matches() || Long.parseLong(range.group(1)) != from) {
      body.abort();
      throw SdkClientException.create("not the range asked for: " + response.contentRange());
    }
    try {
      return new Part(ByteBuffer.wrap(body.readNBytes(length)), Long.parseLong(range.group(2)));
    } catch (IOException e) {
      throw RetryableException.create("the answer was cut: " + e.getMessage(), e);
    }
  }

  private static S3Client client(S3Location location) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(region(location))
            .forcePathStyle(location.pathStyle())
            // Reads are checked here, piece by piece; what is stored comes with its SHA-256.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            // Not every S3 takes a body that carries signatures of its parts.
            .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
            .overrideConfiguration(
                common ->
                    common
                        .apiCallAttemptTimeout(location.timeout())
                        .apiCallTimeout(location.timeout().multipliedBy(2))
                        .retryStrategy(retries()))
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .maxConnections(MAX_CONNECTIONS)
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .connectionAcquisitionTimeout(CONNECT_TIMEOUT)
                    .socketTimeout(UPLOAD_TIMEOUT));
    location.endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static Region region(S3Location location) {
    if (location.region().isPresent()) {
      return Region.of(location.region().get());
    }
    if (location.endpoint().isPresent()) {
      return Region.US_EAST_1; // only signed with: it is not where the endpoint is
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkClientException e) {
      throw new IllegalArgumentException("region: none is set", e);
    }
  }

  private static StandardRetryStrategy retries() {
    return StandardRetryStrategy.builder()
        .maxAttempts(MAX_TRIES)
        .backoffStrategy(
            BackoffStrategy.exponentialDelay(Duration.ofMillis(50), Duration.ofSeconds(1)))
        .throttlingBackoffStrategy(
            BackoffStrategy.exponentialDelay(Duration.ofMillis(500), Duration.ofSeconds(2)))
        .build();
  }

  private static AwsRequestOverrideConfiguration timeouts(Duration timeout) {
    return AwsRequestOverrideConfiguration.builder()
        .apiCallAttemptTimeout(timeout)
        .apiCallTimeout(timeout.multipliedBy(2))
        .build();
  }

  /**
   * A part of an object.
   *
   * @param bytes of it
   * @param objectSize bytes of the whole
   */
  record Part(ByteBuffer bytes, long objectSize) {}

  /** The object ends before the range asked for. */
  private static final class RangeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RangeException(Throwable cause) {
      super(cause);
    }
  }
}
