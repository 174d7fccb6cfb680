package com.tickiti.attachments.server.trust;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.JsonCaller;
import com.tickiti.attachments.server.contract.JsonCaller.Answer;
import com.tickiti.attachments.server.fault.Straced;
import com.tickiti.attachments.server.harness.Upkeep;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.process.JarProcess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stored file is away, damaged or unreadable: no wrong byte is served, others are not affected,
 * and one line of the log names the digest and the file.
 */
@Tag("trust")
class BlobFaultsIT {

  private static final int SIZE = 300_000;
  private static final int UNHARMED = 1;

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static JarProcess server;
  private static JsonCaller caller;

  @BeforeAll
  static void start() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    helpdesk.attach(UNHARMED, "unharmed.zip", content(UNHARMED));
    List<String> serve = new ArrayList<>(List.of("serve", "--http-port", "0", "--grpc-port", "0"));
    serve.addAll(new Upkeep(directory, helpdesk.database().config()).options());
    server = JarProcess.start(List.of(), JarProcess.SERVER, serve);
    caller = new JsonCaller(server.awaitReady().http());
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    helpdesk.close();
  }

  @Test
  void missing_isNotFound() throws Exception {
    Digest digest = attach(2);
    Files.delete(helpdesk.blobFile(digest));

    assertFails(2, 404, "not_found", digest);
  }

  @Test
  void truncated_isInternal() throws Exception {
    Digest digest = attach(3);
    try (FileChannel file = open(digest)) {
      file.truncate(SIZE - 1);
    }

    assertFails(3, 500, "internal", digest);
  }

  @Test
  void firstBitFlipped_isInternal() throws Exception {
    Digest digest = attach(4);
    byte[] damaged = content(4);
    damaged[0] ^= 1;
    Files.write(helpdesk.blobFile(digest), damaged);

    assertFails(4, 500, "internal", digest);
  }

  @Test
  void unreadable_isUnavailable() throws Exception {
    Digest digest = attach(5);
    Path file = helpdesk.blobFile(digest);
    try (Straced ignored = Straced.failing(server.pid(), "pread64", "EIO", "-P", file.toString())) {
      assertFails(5, 503, "unavailable", digest);
    }
    assertThat(download(5).content()).isEqualTo(content(5));
  }

  private static void assertFails(int id, int status, String error, Digest digest)
      throws Exception {
    Answer answer = download(id);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.error()).isEqualTo(error);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).doesNotContain("content_base64");
    assertThat(download(UNHARMED).content()).isEqualTo(content(UNHARMED));
    List<String> lines =
        server.errorLines().stream().filter(line -> line.contains(digest.hex())).toList();
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).contains(helpdesk.blobFile(digest).toString());
  }

  private static Answer download(int id) throws IOException, InterruptedException {
    return caller.post(
        READER, "{\"ticket_number\":220009,\"response_attachment_id\":%d}".formatted(id));
  }

  private static Digest attach(int id) throws IOException {
    return helpdesk.attach(id, id + ".zip", content(id));
  }

  private static FileChannel open(Digest digest) throws IOException {
    return FileChannel.open(helpdesk.blobFile(digest), StandardOpenOption.WRITE);
  }

  private static byte[] content(int seed) {
    byte[] content = new byte[SIZE];
    new Random(seed).nextBytes(content);
    return content;
  }
}
