package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.REVOKED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.contract.ApiCaller.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ticket's attachments as one zip over real HTTP, against the whole system. */
class WebArchiveIT {

  private static final String PATH = "/tickets/220009/attachments.zip";

  @TempDir private static Path directory;
  private static TestHelpdesk helpdesk;
  private static ApiCaller caller;
  private static byte[] large;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    caller = new ApiCaller(helpdesk.server().httpUri());
    large = new byte[3_000_000];
    new Random(3).nextBytes(large);
    helpdesk.attach(1, "a.txt", "hello".getBytes(UTF_8));
    helpdesk.attach(2, "a.txt", "another of the name".getBytes(UTF_8));
    helpdesk.attach(3, "large.zip", large);
    helpdesk.attach(4, "setup.exe", "not really".getBytes(UTF_8));
  }

  @AfterAll
  static void close() throws IOException {
    helpdesk.close();
  }

  @Test
  void get_isAZipOfWhatMayBeHad() throws Exception {
    Reply reply = caller.get(PATH, READER);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-type")).isEqualTo("application/zip");
    assertThat(reply.header("content-length")).isEqualTo("" + reply.body().length);
    assertThat(reply.header("content-disposition")).startsWith("attachment; filename=");
    Map<String, byte[]> entries = entries(reply.body());
    assertThat(entries.values()).contains("hello".getBytes(UTF_8), large);
    assertThat(entries.keySet()).noneMatch(name -> name.endsWith(".exe"));
    assertThat(entries.values()).anyMatch(text -> new String(text, UTF_8).contains("setup.exe"));
  }

  @Test
  void ranges_areOfTheSameBytes() throws Exception {
    Reply whole = caller.get(PATH, READER);
    Reply part =
        caller.get(PATH, READER, "Range", "bytes=1000-2000999", "If-Range", whole.header("etag"));

    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole.body(), 1000, 2_001_000));
    assertThat(caller.get(PATH, READER, "If-None-Match", whole.header("etag")).status())
        .isEqualTo(304);
    assertThat(caller.head(PATH, READER).header("content-length"))
        .isEqualTo("" + whole.body().length);
  }

  @Test
  void curl_resumesIt() throws Exception {
    byte[] whole = caller.get(PATH, READER).body();
    Path file = Files.write(directory.resolve("resumed.zip"), Arrays.copyOf(whole, 1_234_567));
    Process curl =
        new ProcessBuilder(
                List.of(
                    "curl",
                    "-sS",
                    "--fail",
                    "-C",
                    "-",
                    "-o",
                    file.toString(),
                    "-H",
                    "Authorization: Bearer " + READER,
                    helpdesk.server().httpUri() + PATH))
            .inheritIO()
            .start();

    assertThat(curl.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
  }

  @Test
  void refusals_areTheDownloads() throws Exception {
    assertThat(caller.get(PATH, REVOKED).status()).isEqualTo(401);
    assertThat(caller.get("/tickets/99/attachments.zip", READER).status()).isEqualTo(404);
    assertThat(caller.get("/tickets/220010/attachments.zip", READER).status()).isEqualTo(403);
  }

  private static Map<String, byte[]> entries(byte[] zip) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        assertThat(entries.put(entry.getName(), in.readAllBytes())).isNull();
      }
    }
    return entries;
  }
}
