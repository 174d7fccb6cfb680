package com.tickiti.attachments.server.trust;

import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.blob.StoreMarker;
import com.tickiti.attachments.server.contract.GrpcCaller;
import com.tickiti.attachments.server.fault.Straced;
import com.tickiti.attachments.server.harness.Await;
import com.tickiti.attachments.server.harness.Upkeep;
import com.tickiti.attachments.server.process.JarProcess;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.Status;
import io.grpc.StatusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk is full, or does not take what it was given: an upload is refused, an import says so in
 * one line, and neither leaves a file or a row.
 */
@Tag("trust")
class IngestFaultsIT {

  private static final int DISK_BYTES = 4 << 20;

  @TempDir private Path directory;
  private Path data;
  private TestHelpdesk helpdesk;
  private Upkeep upkeep;

  @BeforeEach
  void startOnASmallDisk() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can mount");
    data = Files.createDirectory(directory.resolve("data"));
    int mounted =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", "" + data)
            .start()
            .waitFor();
    assumeTrue(mounted == 0, "no file system may be mounted here");
    helpdesk = new TestHelpdesk(data);
    upkeep = new Upkeep(data, helpdesk.database().config());
  }

  @AfterEach
  void unmount() throws Exception {
    if (helpdesk != null) {
      helpdesk.close();
      new ProcessBuilder("umount", "-l", data.toString()).start().waitFor();
    }
  }

  @Test
  void upload_diskFull_isUnavailableAndLeavesNothing() throws Exception {
    try (GrpcCaller caller = new GrpcCaller(helpdesk.server().grpcTarget())) {
      assertUnavailable(() -> upload(caller, DISK_BYTES + 1));
      assertNothingIsLeft();

      upload(caller, 1_000);
      assertThat(upkeep.assertSoundOnceSwept()).isZero();
    }
  }

  @Test
  void import_diskFull_isOneClearLineAndLeavesNothing() throws Exception {
    Path manifest = manifest(DISK_BYTES + 1);

    Upkeep.Run run = upkeep.run("import", manifest.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("No space left on device").doesNotContain("Exception");
    assertThat(run.out()).isEmpty();
    assertNothingIsLeft();
  }

  @Test
  void upload_fsyncFails_isUnavailableAndLeavesNothing() throws Exception {
    List<String> serve = new ArrayList<>(List.of("serve", "--http-port", "0", "--grpc-port", "0"));
    serve.addAll(upkeep.options());
    try (JarProcess server = JarProcess.start(List.of(), JarProcess.SERVER, serve);
        GrpcCaller caller = new GrpcCaller(server.awaitReady().grpc())) {
      try (Straced ignored = Straced.failing(server.pid(), "fsync,fdatasync", "EIO")) {
        assertUnavailable(() -> upload(caller, 1_000));
        assertNothingIsLeft();
      }
      upload(caller, 1_000);
      assertThat(upkeep.assertSoundOnceSwept()).isZero();
    }
  }

  @Test
  void import_fsyncFails_isOneClearLineAndLeavesNothing() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "strace is not installed");
    List<String> command =
        new ArrayList<>(
            List.of(
                "/usr/bin/strace",
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                "trace=fsync,fdatasync",
                "-e",
                "inject=fsync,fdatasync:error=EIO",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                JarProcess.SERVER.toString(),
                "import",
                manifest(1_000).toString()));
    command.addAll(upkeep.options());
    Path errors = directory.resolve("errors");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(Files.readAllLines(errors)).hasSize(1);
    assertThat(Files.readString(errors)).contains("Input/output error").doesNotContain("Exception");
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() throws Exception {
    assertThat(
            helpdesk
                .database()
                .sql()
                .fetch("SELECT 1 FROM response_attachments UNION SELECT 1 FROM blobs"))
        .isEmpty();
    Await.until("no file", Duration.ofSeconds(5), () -> files() == 0);
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("blobs"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith(StoreMarker.NAME))
          .count();
    }
  }

  private static void assertUnavailable(Call call) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(call::run)
        .matches(e -> e.getStatus().getCode() == Status.Code.UNAVAILABLE, "UNAVAILABLE");
  }

  private static void upload(GrpcCaller caller, int bytes) throws Exception {
    UploadHeader header =
        UploadHeader.newBuilder()
            .setTicketNumber("220009")
            .setResponseId("42")
            .setName("file.zip")
            .build();
    var unused = caller.upload(WRITER, header, content(bytes));
  }

  private Path manifest(int bytes) throws IOException {
    Files.write(directory.resolve("file.zip"), content(bytes));
    return Files.writeString(
        directory.resolve("manifest.ndjson"),
        "{\"type\":\"attachment\",\"id\":1,\"response_id\":42,\"name\":\"a\",\"file\":\"file.zip\"}\n");
  }

  private static byte[] content(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }

  /** Something that is refused. */
  @FunctionalInterface
  private interface Call {
    void run() throws Exception;
  }
}
