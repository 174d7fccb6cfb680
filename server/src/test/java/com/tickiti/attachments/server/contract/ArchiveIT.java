package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.NO_ABILITY;
import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.AttachmentServer;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.v1.ArchiveHeader;
import com.tickiti.attachments.v1.ByteRange;
import com.tickiti.attachments.v1.DownloadArchiveRequest;
import com.tickiti.attachments.v1.DownloadArchiveResponse;
import com.tickiti.attachments.v1.ErrorReason;
import com.tickiti.attachments.v1.Intent;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A ticket's attachments as one zip archive. */
class ArchiveIT {

  private static final byte[] LARGE = new byte[200_000];

  @TempDir private static Path directory;
  @TempDir private Path zips;
  private static TestHelpdesk helpdesk;
  private static GrpcCaller caller;

  @BeforeAll
  static void arrange() throws IOException {
    helpdesk = new TestHelpdesk(directory);
    caller = new GrpcCaller(helpdesk.server().grpcTarget());
    new Random(1).nextBytes(LARGE);
    helpdesk.attach(10, "a.txt", "hello".getBytes(UTF_8));
    helpdesk.attach(11, "a.txt", LARGE);
    helpdesk.attach(12, "empty.txt", new byte[0]);
    helpdesk.attach(13, "odd.xyz", "reviewed".getBytes(UTF_8));
    helpdesk.attach(14, "setup.exe", "blocked".getBytes(UTF_8));
    Digest lost = helpdesk.attach(15, "lost.txt", "lost".getBytes(UTF_8));
    Files.delete(helpdesk.blobFile(lost));
    helpdesk.attach(20, 44, "only.txt", false, "of another ticket".getBytes(UTF_8));
  }

  @AfterAll
  static void close() throws IOException {
    caller.close();
    helpdesk.close();
  }

  @Test
  void archive_hasWhatMayBeHad_andNamesTheRest() throws Exception {
    Answer answer = download(request("220009").build());

    Map<String, byte[]> entries = entries(answer.bytes);
    assertThat(entries).containsOnlyKeys("a.txt", "a (2).txt", "empty.txt", "_left-out.txt");
    assertThat(entries.get("a.txt")).isEqualTo("hello".getBytes(UTF_8));
    assertThat(entries.get("a (2).txt")).isEqualTo(LARGE);
    assertThat(new String(entries.get("_left-out.txt"), UTF_8))
        .contains("13  odd.xyz", "14  setup.exe", "15  lost.txt", "review", "blocked", "missing");
    assertThat(answer.header.getName()).isEqualTo("220009-attachments.zip");
    assertThat(answer.header.getArchiveSize()).isEqualTo(answer.bytes.length);
    assertThat(answer.header.hasRange()).isFalse();
  }

  @Test
  void archive_reviewConfirmed_hasReviewedOnesToo() throws Exception {
    Answer answer = download(request("220009").setIntent(Intent.INTENT_REVIEW_OK).build());

    assertThat(entries(answer.bytes))
        .containsOnlyKeys("a.txt", "a (2).txt", "empty.txt", "odd.xyz", "_left-out.txt");
  }

  @Test
  void archive_nothingLeftOut_hasNoListOfIt() throws Exception {
    Answer answer = download(DownloadArchiveRequest.newBuilder().setTicketId("3").build());

    assertThat(entries(answer.bytes)).containsOnlyKeys("only.txt");
    assertThat(answer.header.getName()).isEqualTo("220011-attachments.zip");
  }

  @Test
  void archive_inRandomRanges_isTheSameBytes() throws Exception {
    Answer whole = download(request("220009").build());
    Random random = new Random(2);

    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    while (joined.size() < whole.bytes.length) {
      int length = 1 + random.nextInt(40_000);
      Answer part = download(ranged("220009", joined.size(), length));
      assertThat(part.header.getEtag()).isEqualTo(whole.header.getEtag());
      assertThat(part.header.getRange().getOffset()).isEqualTo(joined.size());
      assertThat(part.header.getRange().getLength()).isEqualTo(part.bytes.length);
      joined.write(part.bytes);
      assertThat(part.header.getRange().getEof()).isEqualTo(joined.size() == whole.bytes.length);
    }
    assertThat(joined.toByteArray()).isEqualTo(whole.bytes);
  }

  @Test
  void archive_everyOffsetOfASmallOne_isServed() throws Exception {
    byte[] whole = download(request("220011").build()).bytes;

    for (int offset = 0; offset <= whole.length; offset++) {
      assertThat(download(ranged("220011", offset, 7)).bytes)
          .isEqualTo(Arrays.copyOfRange(whole, offset, Math.min(whole.length, offset + 7)));
    }
  }

  @Test
  void archive_rangeBeyondItsEnd_isInvalid() throws Exception {
    long size = download(request("220011").build()).bytes.length;

    assertRefused(
        READER, ranged("220011", size + 1, 1), ErrorReason.ERROR_REASON_VALIDATION_FAILED);
  }

  @Test
  void archive_headerOnly_hasNoBytes() throws Exception {
    Answer whole = download(request("220009").build());
    Answer header = download(request("220009").setHeaderOnly(true).build());

    assertThat(header.header).isEqualTo(whole.header);
    assertThat(header.bytes).isEmpty();
  }

  @Test
  void archive_anotherAttachment_changesTheEtag() throws Exception {
    String before = download(request("220011").setHeaderOnly(true).build()).header.getEtag();
    helpdesk.attach(21, 44, "second.txt", false, "second".getBytes(UTF_8));
    try {
      assertThat(download(request("220011").setHeaderOnly(true).build()).header.getEtag())
          .matches("[0-9a-f]{64}")
          .isNotEqualTo(before);
    } finally {
      helpdesk.database().sql().execute("DELETE FROM response_attachments WHERE id = 21");
    }
  }

  @Test
  void archive_checksumsNotRecorded_areComputedAndRecorded() throws Exception {
    Answer before = download(request("220009").build());
    helpdesk.database().sql().execute("UPDATE blobs SET crc32 = NULL");
    try (AttachmentServer another = AttachmentServer.start(helpdesk.config());
        GrpcCaller anew = new GrpcCaller(another.grpcTarget())) {
      assertThat(download(anew, READER, request("220009").build()).bytes).isEqualTo(before.bytes);
    }

    assertThat(
            helpdesk
                .database()
                .sql()
                .fetchSingle("SELECT count(*) FROM blobs WHERE size = 200000 AND crc32 IS NOT NULL")
                .get(0, Long.class))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "14|wrong, 220009, ERROR_REASON_UNAUTHENTICATED",
    NO_ABILITY + ", 220009, ERROR_REASON_FORBIDDEN",
    READER + ", 220010, ERROR_REASON_FORBIDDEN",
    READER + ", 999999, ERROR_REASON_NOT_FOUND",
    READER + ", '', ERROR_REASON_VALIDATION_FAILED"
  })
  void archive_notAuthorised_isRefusedLikeADownload(
      String token, String ticket, ErrorReason reason) {
    assertRefused(token, request(ticket).build(), reason);
  }

  @Test
  void archive_damagedContent_endsInInternal() throws Exception {
    Digest damaged = helpdesk.attach(22, 44, "damaged.txt", false, new byte[100_000]);
    download(request("220011").setHeaderOnly(true).build());
    byte[] content = new byte[100_000];
    content[99_999] = 1;
    Files.write(helpdesk.blobFile(damaged), content);
    try {
      assertRefused(READER, request("220011").build(), ErrorReason.ERROR_REASON_INTERNAL);
    } finally {
      helpdesk.database().sql().execute("DELETE FROM response_attachments WHERE id = 22");
    }
  }

  private Map<String, byte[]> entries(byte[] archive) throws IOException {
    Path file = Files.write(zips.resolve("archive.zip"), archive);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }

  private static void assertRefused(
      String token, DownloadArchiveRequest request, ErrorReason reason) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> download(caller, token, request))
        .satisfies(
            thrown -> assertThat(AttachmentError.fromThrowable(thrown).reason()).isEqualTo(reason));
  }

  private static DownloadArchiveRequest.Builder request(String ticket) {
    return DownloadArchiveRequest.newBuilder().setTicketNumber(ticket);
  }

  private static DownloadArchiveRequest ranged(String ticket, long offset, long length) {
    return request(ticket)
        .setRange(ByteRange.newBuilder().setOffset(offset).setLength(length))
        .build();
  }

  private static Answer download(DownloadArchiveRequest request) throws Exception {
    return download(caller, READER, request);
  }

  private static Answer download(GrpcCaller by, String token, DownloadArchiveRequest request)
      throws Exception {
    BlockingClientCall<?, DownloadArchiveResponse> call = by.as(token).downloadArchive(request);
    ArchiveHeader header = null;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (var message = call.read(); message != null; message = call.read()) {
      if (message.hasHeader()) {
        assertThat(header).isNull();
        header = message.getHeader();
      } else {
        bytes.write(message.getChunk().toByteArray());
      }
    }
    assertThat(header).isNotNull();
    return new Answer(header, bytes.toByteArray());
  }

  /** An archive as it came. */
  private static final class Answer {
    private final ArchiveHeader header;
    private final byte[] bytes;

    Answer(ArchiveHeader header, byte[] bytes) {
      this.header = header;
      this.bytes = bytes;
    }
  }
}
