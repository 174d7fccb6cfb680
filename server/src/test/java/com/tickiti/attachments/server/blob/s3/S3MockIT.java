package com.tickiti.attachments.server.blob.s3;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tickiti.attachments.server.model.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract on a second S3 server, Adobe's S3Mock. With {@code -Ptrust} only, which brings its
 * 61 MB; it takes half a minute to start.
 */
@Tag("trust")
class S3MockIT extends S3StoreContract {

  private static final Path JAR = Path.of("target/test-servers/s3mock.jar");
  private static final Pattern LISTENING =
      Pattern.compile("Tomcat started on ports \\d+ \\(https\\), (\\d+) \\(http\\)");
  private static final int BUCKETS = 30;

  @TempDir private static Path root;
  private static Process server;
  private static int port;
  private static int bucket;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Files.exists(JAR), "needs -Ptrust, which brings S3Mock");
    StringBuilder buckets = new StringBuilder("mock-0");
    for (int i = 1; i < BUCKETS; i++) {
      buckets.append(",mock-").append(i);
    }
    System.setProperty("aws.accessKeyId", "key-of-the-tests");
    System.setProperty(S3Server.SECRET_PROPERTY, "secret-of-the-tests");
    server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString(),
                "--server.port=0",
                "--com.adobe.testing.s3mock.httpPort=0",
                "--com.adobe.testing.s3mock.store.root=" + root,
                "--com.adobe.testing.s3mock.store.initialBuckets=" + buckets)
            .redirectErrorStream(true)
            .start();
    port = awaitPort();
  }

  private static int awaitPort() throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    int found = 0;
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        found = Integer.parseInt(listening.group(1));
      }
      if (line.contains("Started S3MockApplication")) {
        Thread reader = new Thread(() -> output.lines().forEach(unread -> {}), "s3mock-output");
        reader.setDaemon(true);
        reader.start();
        return found;
      }
    }
    throw new IOException("S3Mock ended");
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (server != null) {
      server.destroyForcibly().waitFor();
    }
  }

  @Override
  protected S3Location newBucket() {
    return S3Server.location("mock-" + bucket++, port, Duration.ofSeconds(5));
  }

  /** S3Mock keeps an object in a directory of its own, with its key in a file beside it. */
  @Override
  protected Path fileOf(Digest digest) {
    try (Stream<Path> objects = Files.list(root.resolve(location.bucket()))) {
      return objects
          .filter(object -> hasKey(object.resolve("objectMetadata.json"), digest.hex()))
          .map(object -> object.resolve("binaryData"))
          .findAny()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasKey(Path metadata, String name) {
    try {
      return Files.exists(metadata) && Files.readString(metadata).contains("/" + name + "\"");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
