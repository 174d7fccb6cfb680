package com.tickiti.attachments.server.contract;

import static com.tickiti.attachments.server.TestHelpdesk.READER;
import static com.tickiti.attachments.server.TestHelpdesk.WRITER;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.audit.AuditFiles;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.settings.ServerConfig;
import com.tickiti.attachments.v1.DownloadAttachmentRequest;
import com.tickiti.attachments.v1.DownloadAttachmentResponse;
import com.tickiti.attachments.v1.UploadAttachmentRequest;
import com.tickiti.attachments.v1.UploadHeader;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each outcome leaves in the audit log, over JSON and gRPC, in files and in the table. */
class AuditIT {

  private static final int LARGE = 20_000_000;
  private static final int CHUNK = 48 * 1024;

  @TempDir private static Path directory;
  private static final List<Sink> SINKS = new ArrayList<>();

  @BeforeAll
  static void arrange() throws IOException {
    for (ServerConfig.Audit audit : List.of(ServerConfig.Audit.FILE, ServerConfig.Audit.TABLE)) {
      SINKS.add(new Sink(directory.resolve(audit.name()), audit));
    }
  }

  @AfterAll
  static void close() throws IOException {
    for (Sink sink : SINKS) {
      sink.close();
    }
  }

  static Stream<Sink> sinks() {
    return SINKS.stream();
  }

  @ParameterizedTest
  @MethodSource("sinks")
  void download_overJson_leavesItsStartAndItsEnd(Sink sink) throws Exception {
    Digest digest = sink.helpdesk.attach(10, "a.TXT", new byte[100_000]);
    Answer answer = sink.post("10", "");

    List<JsonNode> records = sink.await(answer.requestId(), 2);
    assertThat(answer.status()).isEqualTo(200);
    for (JsonNode record : records) {
      assertThat(record.get("token_id").longValue()).isEqualTo(14);
      assertThat(record.get("user_id").longValue()).isEqualTo(7);
      assertThat(record.get("ticket_id").longValue()).isEqualTo(1);
      assertThat(record.get("attachment_id").longValue()).isEqualTo(10);
      assertThat(record.get("sha256").textValue()).isEqualTo(digest.hex());
      assertThat(record.get("rule").textValue()).isEqualTo("rule_allowed");
      assertThat(record.get("extension").textValue()).isEqualTo("txt");
      assertThat(record.get("offset").longValue()).isZero();
      assertThat(record.get("length").longValue()).isEqualTo(100_000);
      assertThat(record.get("transfer")).isEqualTo(records.get(0).get("transfer"));
    }
    assertThat(records.get(0).get("event").textValue()).isEqualTo("download_started");
    assertThat(records.get(0).hasNonNull("outcome")).isFalse();
    assertThat(records.get(0).hasNonNull("bytes")).isFalse();
    assertThat(records.get(1).get("event").textValue()).isEqualTo("download_ended");
    assertEnded(records, "completed", 100_000);
  }

  @ParameterizedTest
  @MethodSource("sinks")
  void download_overGrpc_endsWithTheBytesThatCame(Sink sink) throws Exception {
    sink.helpdesk.attach(11, "a.pdf", new byte[LARGE]);

    long received = 0;
    BlockingClientCall<?, DownloadAttachmentResponse> call = sink.download("11");
    for (var message = call.read(); message != null; message = call.read()) {
      received += message.getChunk().size();
    }

    assertThat(received).isEqualTo(LARGE);
    assertEnded(sink.awaitOf(11, 2), "completed", received);
  }

  @ParameterizedTest
  @MethodSource("sinks")
  void download_range_tellsTheRange(Sink sink) throws Exception {
    sink.helpdesk.attach(12, "a.pdf", new byte[200_000]);

    List<JsonNode> records =
        sink.await(sink.post("12", ",\"offset\":199000,\"length\":5000").requestId(), 2);

    assertThat(records.get(1).get("offset").longValue()).isEqualTo(199_000);
    assertThat(records.get(1).get("length").longValue()).isEqualTo(1_000);
    assertEnded(records, "completed", 1_000);
  }

  @ParameterizedTest
  @MethodSource("sinks")
  void download_reviewConfirmed_namesTheRuleThatWasPassed(Sink sink) throws Exception {
    sink.helpdesk.attach(13, "a.dwg", "AC1032".getBytes(UTF_8));
    sink.helpdesk.attach(14, "a.gated", "text".getBytes(UTF_8));
    sink.helpdesk.attach(15, 42, "a.exe", true, "inline".getBytes(UTF_8));
    sink.helpdesk
        .database()
        .sql()
        .execute("INSERT INTO file_type_rules VALUES ('gated', 'review', '')");

    assertThat(rule(sink, "13")).isEqualTo("no_rule_review_confirmed dwg");
    assertThat(rule(sink, "14")).isEqualTo("rule_review_confirmed gated");
    assertThat(rule(sink, "15")).isEqualTo("inline exe");
  }

  @ParameterizedTest
  @MethodSource("sinks")
  void download_refusedAfterAConfirmedReview_isRecordedWithoutAByte(Sink sink) throws Exception {
    sink.helpdesk.attach(16, "a.dwg", new byte[26_214_401]);

    Answer unconfirmed = sink.post("16", "");
    Answer confirmed = sink.post("16", ",\"intent\":\"review_ok\"");

    assertThat(confirmed.status()).isEqualTo(413);
    List<JsonNode> records = sink.await(confirmed.requestId(), 1);
    assertThat(records.get(0).get("event").textValue()).isEqualTo("download_refused");
    assertThat(records.get(0).get("reason").textValue()).isEqualTo("attachment_too_large");
    assertEnded(records, "refused", 0);
    assertThat(unconfirmed.status()).isEqualTo(403);
    assertThat(sink.of(unconfirmed.requestId())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("sinks")
  void download_refused_leavesNoRecord(Sink sink) throws Exception {
    sink.helpdesk.attach(17, "a.exe", "MZ".getBytes(UTF_8));

    Answer blocked = sink.post("17", ",\"intent\":\"review_ok\"");
    Answer absent = sink.post("18", "");

    assertThat(blocked.status()).isEqualTo(403);
    assertThat(absent.status()).isEqualTo(404);
    assertThat(sink.of(blocked.requestId())).isEmpty();
    assertThat(sink.of(absent.requestId())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("sinks")
  void download_cancelledOverGrpc_endsWithNoMoreThanWasHandedOver(Sink sink) throws Exception {
    sink.helpdesk.attach(20, "a.pdf", new byte[LARGE]);
    BlockingClientCall<?, DownloadAttachmentResponse> call = sink.download("20");
    long received = 0;
    for (int i = 0; i < 4; i++) {
      received += call.read().getChunk().size();
    }
    call.cancel("enough", null);

    JsonNode end = sink.awaitOf(20, 2).get(1);
    assertThat(end.get("outcome").textValue()).isEqualTo("cancelled");
    assertThat(end.get("bytes").longValue()).isBetween(received, LARGE - 1L);
  }

  @ParameterizedTest
  @MethodSource("sinks")
  void download_disconnectedOverJson_endsAsCancelled(Sink sink) throws Exception {
    sink.helpdesk.attach(21, "a.pdf", new byte[LARGE]);
    URI uri = URI.create(sink.helpdesk.server().httpUri());
    long received = 0;
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setReceiveBufferSize(64 * 1024);
      String body = sink.body("21", "");
      socket
          .getOutputStream()
          .write(
              ("POST /api/v1/tickets/attachment HTTP/1.1\r\nHost: test\r\nX-Request-Id: leaves-"
                      + sink
                      + "\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                      + READER
                      + "\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(US_ASCII));
      InputStream in = socket.getInputStream();
      while (received < 100_000) {
        received += in.readNBytes(1_000).length;
      }
    }

    JsonNode end = sink.await("leaves-" + sink, 2).get(1);
    assertThat(end.get("outcome").textValue()).isEqualTo("cancelled");
    assertThat(end.get("bytes").longValue()).isBetween(70_000L, LARGE - 1L);
  }

  @ParameterizedTest
  @MethodSource("sinks")
  void download_corrupt_endsWithTheRightBytesThatWentBefore(Sink sink) throws Exception {
    byte[] content = new byte[10 * CHUNK];
    content[0] = 22;
    Digest late = sink.helpdesk.attach(22, "late.pdf", content);
    content[0] = 23;
    Digest early = sink.helpdesk.attach(23, "early.pdf", content);
    flip(sink.helpdesk.blobFile(late), 7L * CHUNK + 5);
    flip(sink.helpdesk.blobFile(early), 5);

    BlockingClientCall<?, DownloadAttachmentResponse> call = sink.download("22");
    assertThatThrownBy(
            () -> {
              while (call.read() != null) {}
            })
        .isInstanceOf(StatusException.class);
    Answer atOnce = sink.post("23", "");

    assertEnded(sink.awaitOf(22, 2), "corrupt", 7L * CHUNK);
    assertThat(atOnce.status()).isEqualTo(500);
    assertEnded(sink.await(atOnce.requestId(), 2), "corrupt", 0);
  }

  @ParameterizedTest
  @MethodSource("sinks")
  void download_missing_endsWithoutAByte(Sink sink) throws Exception {
    Digest digest = sink.helpdesk.attach(24, "a.pdf", "soon gone".getBytes(UTF_8));
    Files.delete(sink.helpdesk.blobFile(digest));

    Answer answer = sink.post("24", "");

    assertThat(answer.status()).isEqualTo(404);
    assertEnded(sink.await(answer.requestId(), 2), "missing", 0);
  }

  @ParameterizedTest
  @MethodSource("sinks")
  void upload_leavesWhatItCameTo(Sink sink) throws Exception {
    byte[] content = "uploaded".getBytes(UTF_8);
    var response = sink.grpc.upload(WRITER, header("a.txt").build(), content);
    long id = Long.parseLong(response.getAttachment().getId());

    JsonNode end = sink.awaitOf(id, 1).get(0);
    assertThat(end.get("event").textValue()).isEqualTo("upload_ended");
    assertThat(end.get("sha256").textValue()).isEqualTo(response.getAttachment().getSha256());
    assertEnded(List.of(end), "completed", content.length);

    assertThatThrownBy(() -> sink.grpc.upload(WRITER, header("b.exe").build(), content))
        .isInstanceOf(StatusException.class);
    JsonNode refused = sink.awaitEnding("upload_ended", "refused");
    assertThat(refused.get("reason").textValue()).isEqualTo("attachment_blocked");
    assertThat(refused.get("bytes").longValue()).isEqualTo(content.length);

    BlockingClientCall<UploadAttachmentRequest, ?> left = sink.grpc.as(WRITER).uploadAttachment();
    left.write(UploadAttachmentRequest.newBuilder().setHeader(header("c.txt")).build());
    sink.awaitCount("upload_started", 3);
    left.cancel("never mind", null);
    assertThat(sink.awaitEnding("upload_ended", "cancelled").get("bytes").longValue()).isZero();
  }

  @Test
  void table_refusesToBeChanged() throws Exception {
    Sink table = SINKS.get(1);
    table.helpdesk.attach(30, "a.pdf", "recorded".getBytes(UTF_8));
    table.await(table.post("30", "").requestId(), 2);

    for (String change :
        List.of(
            "UPDATE audit_log SET user_id = 8", "DELETE FROM audit_log", "TRUNCATE audit_log")) {
      assertThatThrownBy(() -> table.helpdesk.database().sql().execute(change))
          .isInstanceOf(DataAccessException.class)
          .hasMessageContaining("append-only");
    }
  }

  @Test
  void table_awayWhileUnderWay_isRefusedAndLosesNoEnd() throws Exception {
    Sink table = SINKS.get(1);
    table.helpdesk.attach(31, "a.pdf", new byte[LARGE]);
    BlockingClientCall<?, DownloadAttachmentResponse> underWay = table.download("31");
    underWay.read();

    table.helpdesk.database().sql().execute("ALTER TABLE audit_log RENAME TO elsewhere");
    Answer refused = table.post("31", ",\"length\":1");
    underWay.cancel("enough", null);
    table.helpdesk.database().sql().execute("ALTER TABLE elsewhere RENAME TO audit_log");

    assertThat(refused.status()).isEqualTo(503);
    assertThat(table.awaitOf(31, 2).get(1).get("outcome").textValue()).isEqualTo("cancelled");
    assertThat(table.of(refused.requestId())).isEmpty();
    assertThat(table.post("31", ",\"length\":1").status()).isEqualTo(200);
  }

  private static String rule(Sink sink, String attachment) throws Exception {
    Answer answer = sink.post(attachment, ",\"intent\":\"review_ok\"");
    JsonNode end = sink.await(answer.requestId(), 2).get(1);
    return end.get("rule").textValue() + " " + end.get("extension").textValue();
  }

  private static void assertEnded(List<JsonNode> records, String outcome, long bytes) {
    JsonNode end = records.get(records.size() - 1);
    assertThat(end.get("outcome").textValue()).isEqualTo(outcome);
    assertThat(end.get("bytes").longValue()).isEqualTo(bytes);
  }

  private static UploadHeader.Builder header(String name) {
    return UploadHeader.newBuilder().setTicketNumber("220009").setResponseId("42").setName(name);
  }

  private static void flip(Path file, long position) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(position);
      int old = bytes.read();
      bytes.seek(position);
      bytes.write(old ^ 1);
    }
  }

  /** What a JSON call came to. */
  private record Answer(int status, String requestId) {}

  /** A whole system that keeps its records in one place or the other. */
  private static final class Sink {

    private final Path directory;
    private final ServerConfig.Audit audit;
    private final TestHelpdesk helpdesk;
    private final GrpcCaller grpc;
    private final JsonCaller json;

    Sink(Path directory, ServerConfig.Audit audit) throws IOException {
      this.directory = Files.createDirectories(directory);
      this.audit = audit;
      helpdesk = new TestHelpdesk(directory, "--max-upload-bytes=1000000", "--audit=" + audit);
      grpc = new GrpcCaller(helpdesk.server().grpcTarget());
      json = new JsonCaller(helpdesk.server().httpUri());
    }

    @Override
    public String toString() {
      return audit.name();
    }

    void close() throws IOException {
      grpc.close();
      helpdesk.close();
    }

    String body(String attachment, String more) {
      return "{\"ticket_number\":220009,\"response_attachment_id\":" + attachment + more + "}";
    }

    Answer post(String attachment, String more) throws Exception {
      JsonCaller.Answer answer = json.post(READER, body(attachment, more));
      return new Answer(answer.status(), String.valueOf(answer.header("x-request-id")));
    }

    BlockingClientCall<?, DownloadAttachmentResponse> download(String attachment) {
      return grpc.as(READER)
          .downloadAttachment(
              DownloadAttachmentRequest.newBuilder()
                  .setTicketNumber("220009")
                  .setResponseAttachmentId(attachment)
                  .build());
    }

    List<JsonNode> records() throws IOException {
      if (audit == ServerConfig.Audit.FILE) {
        return AuditFiles.records(directory.resolve("audit"));
      }
      List<JsonNode> rows = new ArrayList<>();
      for (var row :
          helpdesk
              .database()
              .sql()
              .fetch("SELECT row_to_json(a)::text FROM audit_log a ORDER BY id")) {
        rows.add(new ObjectMapper().readTree(row.get(0, String.class)));
      }
      return rows;
    }

    List<JsonNode> of(String requestId) throws IOException {
      return records().stream()
          .filter(record -> record.get("request_id").textValue().equals(requestId))
          .toList();
    }

    List<JsonNode> await(String requestId, int count) throws IOException {
      return await(count, record -> record.get("request_id").textValue().equals(requestId));
    }

    List<JsonNode> awaitOf(long attachment, int count) throws IOException {
      return await(count, record -> record.path("attachment_id").longValue() == attachment);
    }

    void awaitCount(String event, int count) throws IOException {
      await(count, record -> record.get("event").textValue().equals(event));
    }

    JsonNode awaitEnding(String event, String outcome) throws IOException {
      return await(
              1,
              record ->
                  record.get("event").textValue().equals(event)
                      && record.path("outcome").asText().equals(outcome))
          .get(0);
    }

    /** An end is recorded when the caller has all it waits for already. */
    private List<JsonNode> await(int count, Predicate<JsonNode> which) throws IOException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (true) {
        List<JsonNode> found = records().stream().filter(which).toList();
        if (found.size() >= count || System.nanoTime() > deadline) {
          assertThat(found).hasSize(count);
          return found;
        }
        LockSupport.parkNanos(20_000_000);
      }
    }
  }
}
