package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.blob.s3.S3Location;
import com.tickiti.attachments.server.blob.s3.S3Server;
import com.tickiti.attachments.server.contract.JsonCaller.Answer;
import com.tickiti.attachments.server.harness.Await;
import com.tickiti.attachments.server.model.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs that are away for a while are not taken for blobs that are gone. */
class BlobStoreAwayIT {

  private static final Duration SOON = Duration.ofSeconds(15);

  @TempDir private Path directory;
  @TempDir private Path elsewhere;

  @ParameterizedTest
  @ValueSource(strings = {"disk", "s3"})
  void storeGoneOrEmpty_isUnavailableAndNotReadyUntilItIsBack(String kind) throws Exception {
    Optional<S3Location> bucket =
        kind.equals("s3") ? Optional.of(S3Server.newBucket()) : Optional.empty();
    Path store =
        bucket.map(s3 -> S3Server.directory(s3.bucket())).orElse(directory.resolve("blobs"));
    try (TestHelpdesk helpdesk =
        new TestHelpdesk(
            directory,
            Stream.concat(
                    Stream.of("--cache-bytes=0"),
                    bucket.map(S3Server::options).orElse(List.of()).stream())
                .toArray(String[]::new))) {
      JsonCaller caller = new JsonCaller(helpdesk.server().httpUri());
      helpdesk.attach(1, "kept.txt", "kept".getBytes(UTF_8));
      Path gone =
          bucket
              .map(s3 -> S3Server.fileOf(s3, attach(helpdesk, 2)))
              .orElseGet(() -> helpdesk.blobFile(attach(helpdesk, 2)));
      Files.delete(gone);
      assertThat(download(caller, 1).status()).isEqualTo(200);
      assertThat(download(caller, 2).status()).as("really missing").isEqualTo(404);

      Path aside = Files.move(store, elsewhere.resolve("store"));
      assertAway(caller);
      Files.createDirectory(store);
      assertAway(caller);
      assertThat(store).as("nothing is written into what is not the store").isEmptyDirectory();

      Files.delete(store);
      Files.move(aside, store);
      Await.until("ready", SOON, () -> caller.send("GET", "/readyz").status() == 200);
      assertThat(download(caller, 1).content()).isEqualTo("kept".getBytes(UTF_8));
      assertThat(download(caller, 2).status()).isEqualTo(404);
    }
  }

  private static void assertAway(JsonCaller caller) throws Exception {
    for (int id : new int[] {1, 2}) {
      Answer answer = download(caller, id);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.error()).isEqualTo("unavailable");
    }
    Await.until("not ready", SOON, () -> caller.send("GET", "/readyz").status() == 503);
    assertThat(caller.send("GET", "/readyz?verbose").json().at("/components/blobs").textValue())
        .isEqualTo("down");
    assertThat(caller.send("GET", "/livez").status()).isEqualTo(200);
  }

  private static Answer download(JsonCaller caller, int id) throws Exception {
    return caller.post(
        READER, "{\"ticket_number\":220009,\"response_attachment_id\":%d}".formatted(id));
  }

  private static Digest attach(TestHelpdesk helpdesk, int id) {
    try {
      return helpdesk.attach(id, id + ".txt", ("content " + id).getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
