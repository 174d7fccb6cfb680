package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.REVOKED;
import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.ApiCaller.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads as multipart forms over real HTTP, against the whole system. */
class UploadFormIT {

  private static final int MAX_BYTES = 30 << 20;

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static ApiCaller caller;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(directory, MAX_BYTES);
    caller = new ApiCaller(helpdesk.server().httpUri());
  }

  @AfterAll
  static void close() throws IOException {
    helpdesk.close();
  }

  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("blobs").resolve("tmp"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void upload_byCurl_isDownloadedAgain() throws Exception {
    byte[] content = new byte[20_000_000];
    new Random(2).nextBytes(content);
    Path file = Files.write(directory.resolve("r\u00e9sum\u00e9.zip"), content);
    String answer = curl(WRITER, file);

    JsonNode data = new ObjectMapper().readTree(answer).get("data");
    assertThat(data.get("name").textValue()).isEqualTo("r\u00e9sum\u00e9.zip");
    assertThat(data.get("file_size").longValue()).isEqualTo(content.length);
    assertThat(
            caller.get("/tickets/220009/attachments/" + data.get("id").textValue(), READER).body())
        .isEqualTo(content);
  }

  @Test
  void upload_refused_isToldToAClientThatIsStillSending() throws Exception {
    Path file = Files.write(directory.resolve("large.bin"), new byte[25_000_000]);

    assertThat(curl(READER, file)).contains("\"error\":\"forbidden\"");
    assertThat(curl(REVOKED, file)).contains("\"error\":\"unauthenticated\"");
  }

  private static String curl(String token, Path file) throws Exception {
    Process curl =
        new ProcessBuilder(
                List.of(
                    "curl",
                    "-sS",
                    "-H",
                    "Authorization: Bearer " + token,
                    "-F",
                    "ticket_number=220009",
                    "-F",
                    "response_id=42",
                    "-F",
                    "file=@" + file,
                    helpdesk.server().httpUri() + ApiCaller.UPLOAD))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String answer = new String(curl.getInputStream().readAllBytes(), UTF_8);
    assertThat(curl.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(curl.exitValue()).as(answer).isZero();
    return answer;
  }

  @Test
  void upload_sameKeyTwice_isOneAttachment() throws Exception {
    byte[] content = "once".getBytes(UTF_8);
    String[] fields = {"ticket_id", "1", "response_id", "42"};

    Reply first = caller.upload(WRITER, "key-1", "once.txt", content, fields);
    Reply second = caller.upload(WRITER, "key-1", "once.txt", content, fields);

    assertThat(second.data()).isEqualTo(first.data());
    assertThat(caller.upload(WRITER, "key-1", "twice.txt", content, fields).status())
        .isEqualTo(422);
  }

  @Test
  void checks_comeInTheContractsOrder() throws Exception {
    byte[] content = "x".getBytes(UTF_8);
    String[] good = {"ticket_number", "220009", "response_id", "42"};

    assertThat(caller.upload(REVOKED, null, "a.txt", content, good).status()).isEqualTo(401);
    assertThat(caller.upload(null, null, "a.txt", content).status()).isEqualTo(401);
    assertThat(caller.post(ApiCaller.UPLOAD, REVOKED, "{}").status()).isEqualTo(401);
    assertThat(caller.post(ApiCaller.UPLOAD, READER, "{}").status()).isEqualTo(415);
    assertThat(caller.upload(READER, null, "a.txt", content).status()).isEqualTo(403);
    assertThat(caller.upload(READER, null, "a.txt", content, good).status()).isEqualTo(403);
    assertThat(caller.upload(WRITER, null, "a.txt", content).status()).isEqualTo(422);
    assertThat(
            caller
                .upload(WRITER, null, "a.txt", content, "ticket_number", "9", "response_id", "42")
                .status())
        .isEqualTo(404);
    assertThat(
            caller
                .upload(
                    WRITER, null, "a.txt", content, "ticket_number", "220010", "response_id", "43")
                .status())
        .isEqualTo(403);
    assertThat(caller.upload(WRITER, null, "a.exe", content, good).error())
        .isEqualTo("attachment_blocked");
    assertThat(
            caller
                .upload(WRITER, null, "", content, good)
                .json()
                .at("/errors/file")
                .isMissingNode())
        .isFalse();
  }

  @Test
  void upload_aboveTheLimit_isTooLarge() throws Exception {
    Reply reply =
        caller.upload(
            WRITER,
            null,
            "a.txt",
            new byte[MAX_BYTES + 1],
            "ticket_number",
            "220009",
            "response_id",
            "42");

    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.error()).isEqualTo("upload_too_large");
  }
}
