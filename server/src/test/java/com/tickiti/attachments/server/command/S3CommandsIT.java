package com.tickiti.attachments.server.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.edge.settings.Settings;
import com.tickiti.attachments.server.blob.s3.S3Location;
import com.tickiti.attachments.server.blob.s3.S3Server;
import com.tickiti.attachments.server.data.DataStores;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.settings.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code import}, {@code verify} and {@code gc} on a bucket. */
class S3CommandsIT {

  private static final Digest TWO = Digest.of(Digest.sha256().digest("two".getBytes(UTF_8)));

  @TempDir private Path data;
  @TempDir private Path export;
  private final S3Location bucket = S3Server.newBucket();

  @Test
  void commands_workOnTheBucket() throws IOException {
    try (DataStores stores =
        DataStores.openOwned(
            Settings.of(
                ServerConfig.Data.class,
                Stream.concat(
                        S3Server.options(bucket).stream(),
                        Stream.of("--data-dir=" + data, "--db-pool-size=2"))
                    .toArray(String[]::new)))) {
      assertThat(run("import", manifest().toString()).out())
          .startsWith("imported 6 records (2 attachments, 2 new blobs, 6 bytes)");
      assertThat(S3Server.fileOf(bucket, TWO)).hasContent("two");
      assertThat(data.resolve("blobs/tmp")).isEmptyDirectory();
      assertThat(run("verify").out())
          .isEqualTo(
              "verified 2 blobs (6 bytes): 0 missing, 0 damaged, 0 unreadable, 0 orphaned\n");

      Files.writeString(S3Server.fileOf(bucket, TWO), "too");
      assertThat(run("verify").out()).startsWith("damaged     " + TWO + "  its SHA-256 is ");

      stores.database().forMaintenance().execute("DELETE FROM response_attachments WHERE id = 2");
      assertThat(run("gc").out()).isEqualTo("removed 0 blobs and 0 temporary files\n");
      Files.setLastModifiedTime(
          S3Server.fileOf(bucket, TWO), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
      assertThat(run("gc").out()).isEqualTo("removed 1 blob and 0 temporary files\n");
      assertThat(stores.blobs().contains(TWO)).isFalse();
      assertThat(run("verify").status()).isZero();
    }
  }

  private CommandRun run(String... arguments) {
    return CommandRun.on(
        data,
        Stream.concat(
                Stream.of(arguments),
                Stream.of(
                    "--blob-store=" + bucket,
                    "--s3-endpoint=" + bucket.endpoint().orElseThrow(),
                    "--s3-path-style"))
            .toArray(String[]::new));
  }

  private Path manifest() throws IOException {
    Files.writeString(export.resolve("1.txt"), "one");
    Files.writeString(export.resolve("2.txt"), "two");
    return Files.writeString(
        export.resolve("manifest.ndjson"),
        """
        {"type":"user","id":7,"email":"priya@example.test","is_staff":true}
        {"type":"queue","id":4,"name":"Support"}
        {"type":"ticket","id":1,"number":220009,"queue_id":4}
        {"type":"response","id":42,"ticket_id":1}
        {"type":"attachment","id":1,"response_id":42,"name":"1.txt","file":"1.txt"}
        {"type":"attachment","id":2,"response_id":42,"name":"2.txt","file":"2.txt"}
        """);
  }
}
