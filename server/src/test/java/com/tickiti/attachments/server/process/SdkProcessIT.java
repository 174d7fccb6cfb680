package com.tickiti.attachments.server.process;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.client.AttachmentClient;
import com.tickiti.attachments.client.DownloadRequest;
import com.tickiti.attachments.client.RetryPolicy;
import com.tickiti.attachments.client.TicketRef;
import com.tickiti.attachments.client.UploadRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The client SDK and its command line against a server in a process of its own, with 64 MiB of heap
 * each. The server is killed 5 times; {@code -Dkills=20} makes it as many as one likes.
 */
class SdkProcessIT {

  private static final int KILLS = Integer.getInteger("kills", 5);
  private static final List<String> SMALL = List.of("-Xmx64m");
  private static final TicketRef TICKET = TicketRef.number(220009);
  private static final long RESPONSE = 42;

  @TempDir private Path directory;
  private Path data;
  private Path targets;

  @BeforeEach
  void arrange() throws IOException {
    data = directory.resolve("data");
    targets = Files.createDirectory(directory.resolve("targets"));
  }

  @ParameterizedTest
  @ValueSource(ints = {25, 200})
  void commandLine_roundTripWith64MiBOfHeapOnBothSides_isTheSameFile(int mebibytes)
      throws Exception {
    Path source = randomFile(mebibytes);
    try (RevivedServer server = new RevivedServer(data, SMALL)) {
      String id = commandLine(server, "put", "" + RESPONSE, source.toString()).get("id").asText();

      commandLine(server, "get", id, "-o", targets.resolve("file").toString());

      assertThat(Files.mismatch(source, targets.resolve("file"))).isEqualTo(-1);
      assertThat(server.faultLines()).isEmpty();
    }
  }

  @Test
  void commandLine_targetIsTheJsonPort_worksAsWell() throws Exception {
    try (RevivedServer server = new RevivedServer(data, SMALL);
        JarProcess process =
            JarProcess.start(
                Map.of("ATTACHMENTS_TOKEN", server.token("writer")),
                SMALL,
                JarProcess.CLI,
                List.of("ls", "220009", "--target", URI.create(server.http()).getAuthority()))) {
      assertThat(process.awaitExit()).isZero();
      assertThat(process.errorLines()).isEmpty();
    }
  }

  @Test
  void downloadTo_serverKilledAtRandomMoments_endsInTheRightFile() throws Exception {
    int mebibytes = 64;
    Path source = randomFile(mebibytes);
    Random moments = new Random(20);
    try (RevivedServer server = new RevivedServer(data, SMALL);
        AttachmentClient client = client(server)) {
      long id = client.upload(UploadRequest.of(TICKET, RESPONSE, source)).id();
      for (int kill = 0; kill < KILLS; kill++) {
        long moment = moments.nextInt(mebibytes << 20);
        int killsBefore = kill;

        client.downloadTo(
            DownloadRequest.of(TICKET, id),
            targets.resolve("file"),
            (done, total) -> {
              if (done >= moment && server.kills() == killsBefore) {
                server.killAndRevive();
              }
            });

        assertThat(server.kills()).isEqualTo(kill + 1);
        assertThat(Files.mismatch(source, targets.resolve("file")))
            .as("at " + moment)
            .isEqualTo(-1);
        Files.delete(targets.resolve("file"));
        assertThat(targets).isEmptyDirectory();
        server.awaitRevived();
      }
    }
  }

  private static AttachmentClient client(RevivedServer server) throws IOException {
    return AttachmentClient.builder()
        .target("dns:///" + server.grpcTarget())
        .plaintext()
        .token(server.token("writer"))
        // A machine that builds is slower to start a server than one that serves.
        .retryPolicy(RetryPolicy.standard().withMaxAttempts(20))
        .build();
  }

  /** Runs {@code attachments-cli COMMAND 220009 ARGUMENTS}; returns the data that it prints. */
  private static JsonNode commandLine(RevivedServer server, String command, String... arguments)
      throws Exception {
    try (JarProcess process =
        JarProcess.start(
            Map.of(
                "ATTACHMENTS_TOKEN",
                server.token("writer"),
                "ATTACHMENTS_TARGET",
                server.grpcTarget()),
            SMALL,
            JarProcess.CLI,
            Stream.concat(Stream.of(command, "220009", "--json"), Stream.of(arguments)).toList())) {
      String output = process.readOutput();
      assertThat(process.awaitExit()).as(output + process.errorLines()).isZero();
      return requireNonNull(new ObjectMapper().readTree(output).get("data"));
    }
  }

  private Path randomFile(int mebibytes) throws IOException {
    Path file = directory.resolve("source.zip");
    Random random = new Random(mebibytes);
    byte[] buffer = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < mebibytes; i++) {
        random.nextBytes(buffer);
        out.write(buffer);
      }
    }
    return file;
  }
}
