package com.tickiti.attachments.server.blob.s3;

import com.tickiti.attachments.server.model.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real S3 server, S3Proxy, in a process of its own, whose objects are files that a test can get
 * at; one for all classes of the run. The AWS SDK of this JVM finds its credentials.
 */
public final class S3Server {

  /** The system property that the AWS SDK takes the secret key from, at each request. */
  public static final String SECRET_PROPERTY = "aws.secretAccessKey";

  private static final Path JAR = Path.of("target/test-servers/s3proxy.jar");
  private static final Pattern LISTENING = Pattern.compile("Started .*\\{127\\.0\\.0\\.1:(\\d+)}");
  private static final AtomicInteger BUCKETS = new AtomicInteger();
  private static final S3Server SHARED = start("aws-v2-or-v4");

  private final Process process;
  private final Path objects;
  private final int port;

  private S3Server(Process process, Path objects, int port) {
    this.process = process;
    this.objects = objects;
    this.port = port;
  }

  /** A bucket name that nobody else has; there is no bucket of it yet. */
  public static String newBucketName() {
    return "bucket-" + BUCKETS.incrementAndGet();
  }

  /** A new bucket. */
  public static S3Location newBucket() {
    String bucket = newBucketName();
    create(bucket);
    return location(bucket, port(), S3Location.DEFAULT_TIMEOUT);
  }

  /** A bucket, there or not, on the server or a proxy before it. */
  public static S3Location location(String bucket, int port, Duration timeout) {
    return new S3Location(
        bucket,
        "attachments/",
        Optional.of(URI.create("http://127.0.0.1:" + port)),
        Optional.of("us-east-1"),
        true,
        timeout);
  }

  /** The options of a command that keeps its blobs there. */
  public static List<String> options(S3Location location) {
    return List.of(
        "--blob-store=" + location,
        "--s3-endpoint=" + location.endpoint().orElseThrow(),
        "--s3-region=" + location.region().orElseThrow(),
        "--s3-path-style",
        "--s3-timeout=" + location.timeout().toMillis() + "ms");
  }

  public static int port() {
    return SHARED.port;
  }

  /** Creates a bucket. */
  public static void create(String bucket) {
    try {
      Files.createDirectory(directory(bucket));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The directory that a bucket's objects are files in. */
  public static Path directory(String bucket) {
    return SHARED.objects.resolve(bucket);
  }

  /** The file that an object is. */
  public static Path fileOf(S3Location location, Digest digest) {
    String hex = digest.hex();
    return directory(location.bucket())
        .resolve(location.prefix())
        .resolve(hex.substring(0, 2))
        .resolve(hex.substring(2, 4))
        .resolve(hex);
  }

  /** Another server, which checks no signature, so that a proxy may change requests. */
  static S3Server withoutSignatures() {
    return start("none");
  }

  /** A bucket of this server, through a proxy before it. */
  S3Location newBucketBehind(int proxy) throws IOException {
    String bucket = newBucketName();
    Files.createDirectory(objects.resolve(bucket));
    return location(bucket, proxy, S3Location.DEFAULT_TIMEOUT);
  }

  /** Where this server listens. */
  int ownPort() {
    return port;
  }

  /** Ends this server. */
  void end() {
    process.destroyForcibly();
  }

  private static S3Server start(String authorization) {
    try {
      Path directory = Files.createTempDirectory("attachments-s3");
      Path objects = Files.createDirectory(directory.resolve("objects"));
      Path configuration = directory.resolve("s3proxy.conf");
      Files.writeString(
          configuration,
          """
          s3proxy.endpoint=http://127.0.0.1:0
          s3proxy.authorization=%s
          s3proxy.identity=key-of-the-tests
          s3proxy.credential=secret-of-the-tests
          jclouds.provider=filesystem-nio2
          jclouds.filesystem.basedir=%s
          """
              .formatted(authorization, objects));
      System.setProperty("aws.accessKeyId", "key-of-the-tests");
      System.setProperty(SECRET_PROPERTY, "secret-of-the-tests");
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx128m",
                  "-jar",
                  JAR.toString(),
                  "--properties",
                  configuration.toString())
              .redirectErrorStream(true)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, directory)));
      return new S3Server(process, objects, awaitPort(process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int awaitPort(Process process) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      said.append(line).append('\n');
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        // What else it says must be read, or it stands still once the pipe is full.
        Thread reader = new Thread(() -> output.lines().forEach(unread -> {}), "s3-output");
        reader.setDaemon(true);
        reader.start();
        return Integer.parseInt(listening.group(1));
      }
    }
    throw new IOException("the S3 server ended: " + said);
  }

  private static void stop(Process process, Path directory) {
    process.destroyForcibly();
    try (var paths = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
