package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.NO_ABILITY;
import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.REVOKED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.ApiCaller.Reply;
import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The web download over real HTTP, with the clients that people use, against the whole system. */
class WebDownloadIT {

  private static final String PATH = "/tickets/220009/attachments/";
  private static final int ABOVE_THE_LIMIT = 30_000_000;

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static ApiCaller caller;
  private static byte[] content;
  private static Digest digest;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    caller = new ApiCaller(helpdesk.server().httpUri());
    content = new byte[ABOVE_THE_LIMIT];
    new Random(1).nextBytes(content);
    digest = helpdesk.attach(1, "large file.zip", content);
    helpdesk.attach(2, "setup.exe", "not really".getBytes(UTF_8));
    helpdesk.attach(3, "drawing.dwg", "AC1032".getBytes(UTF_8));
    helpdesk.attach(4, 43, "hidden.txt", false, "hidden queue's".getBytes(UTF_8));
    helpdesk.attach(5, 44, "other.txt", false, "another ticket's".getBytes(UTF_8));
  }

  @AfterAll
  static void close() throws IOException {
    helpdesk.close();
  }

  @Test
  void get_aboveTheLimitOfJson_isTheFile() throws Exception {
    Reply reply = caller.get(PATH + "1", READER);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(content);
    assertThat(reply.header("etag")).isEqualTo("\"" + digest.hex() + "\"");
  }

  @Test
  void range_severalParts_areAllThere() throws Exception {
    Reply reply =
        caller.get(PATH + "1", READER, "Range", "bytes=0-99999,29999999-,1000000-1000000");

    assertThat(reply.status()).isEqualTo(206);
    assertThat(reply.header("content-type")).startsWith("multipart/byteranges");
    assertThat(reply.header("content-length")).isEqualTo("" + reply.body().length);
    assertThat(new String(reply.body(), UTF_8))
        .contains(
            "Content-Range: bytes 0-99999/30000000",
            "Content-Range: bytes 29999999-29999999/30000000",
            "Content-Range: bytes 1000000-1000000/30000000");
  }

  @Test
  void ifNoneMatch_theDigest_is304ThoughTheBlobIsAway() throws Exception {
    Path blob = helpdesk.blobFile(helpdesk.attach(6, "read.txt", "to be read".getBytes(UTF_8)));
    Reply first = caller.get(PATH + "6", READER);
    Path aside = blob.resolveSibling("aside");
    Files.copy(blob, aside);
    Files.write(blob, "to be raed".getBytes(UTF_8));
    try {
      assertThat(caller.get(PATH + "6", READER, "If-None-Match", first.header("etag")).status())
          .isEqualTo(304);
    } finally {
      Files.move(aside, blob, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 403, attachment_blocked",
    "2?intent=review_ok, 403, attachment_blocked",
    "3, 403, attachment_review_required",
    "4, 404, not_found",
    "5, 404, not_found",
    "99, 404, not_found",
    "abc, 404, not_found",
  })
  void refusal_isTheDownloads(String rest, int status, String error) throws Exception {
    Reply reply = caller.get(PATH + rest, READER);

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.error()).isEqualTo(error);
    assertThat(caller.head(PATH + rest, READER).status()).isEqualTo(status);
    assertThat(caller.get(PATH + rest, READER, "Range", "bytes=0-0").status()).isEqualTo(status);
  }

  @Test
  void caller_isCheckedFirst() throws Exception {
    assertThat(caller.get(PATH + "1", null).status()).isEqualTo(401);
    assertThat(caller.get(PATH + "1", REVOKED).status()).isEqualTo(401);
    assertThat(caller.get(PATH + "1?signature=made-up", null).status()).isEqualTo(401);
    assertThat(caller.get(PATH + "1", NO_ABILITY).status()).isEqualTo(403);
    assertThat(caller.get("/tickets/220010/attachments/4", READER).status()).isEqualTo(403);
  }

  @Test
  void review_confirmed_isServed() throws Exception {
    assertThat(caller.get(PATH + "3?intent=review_ok", READER).body())
        .isEqualTo("AC1032".getBytes(UTF_8));
  }

  @Test
  void damagedMidway_cutsTheConnectionBeforeAWrongByte() throws Exception {
    byte[] file = "precious".repeat(100_000).getBytes(UTF_8);
    Digest whole = helpdesk.attach(7, "damaged.txt", file);
    file[700_000] ^= 1;
    Files.write(helpdesk.blobFile(whole), file);

    assertThatThrownBy(() -> caller.get(PATH + "7", READER)).isInstanceOf(IOException.class);
  }

  @Test
  void curl_resumesWhereItStopped() throws Exception {
    Path file = directory.resolve("curl.zip");
    Files.write(file, Arrays.copyOf(content, 12_345_678));

    run(
        "curl",
        "-sS",
        "--fail",
        "-C",
        "-",
        "-o",
        file.toString(),
        "-H",
        "Authorization: Bearer " + READER,
        helpdesk.server().httpUri() + PATH + "1");

    assertThat(Files.readAllBytes(file)).isEqualTo(content);
  }

  @Test
  void curl_savesUnderTheRealName() throws Exception {
    Path folder = Files.createDirectory(directory.resolve("named"));

    run(
        "curl",
        "-sS",
        "--fail",
        "-OJ",
        "--output-dir",
        folder.toString(),
        "-H",
        "Authorization: Bearer " + READER,
        helpdesk.server().httpUri() + PATH + "1");

    assertThat(folder.resolve("large file.zip")).exists();
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
  }
}
