package com.tickiti.attachments.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.tickiti.attachments.server.audit.AuditRecord.Caller;
import com.tickiti.attachments.server.audit.AuditRecord.Ending;
import com.tickiti.attachments.server.audit.AuditRecord.Grounds;
import com.tickiti.attachments.server.audit.AuditRecord.Outcome;
import com.tickiti.attachments.server.audit.AuditRecord.Subject;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.ServedRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class FileAuditLogTest {

  private static final AuditKey KEY = AuditKey.generate();
  private static final Caller CALLER = new Caller("req-1", 14, 7, 1);
  private static final Digest DIGEST = new Digest("ab".repeat(32));
  private static final Ending COMPLETED = new Ending(10, Outcome.COMPLETED, null);

  @TempDir private Path root;
  private Path directory;

  @BeforeEach
  void name() {
    directory = root.resolve("audit");
  }

  @Test
  void transfer_leavesTwoLinesThatTellAll() throws IOException {
    try (FileAuditLog log = new FileAuditLog(directory, KEY)) {
      TransferAudit.download(log, CALLER, subject("zip")).end(COMPLETED);
    }

    List<JsonNode> records = AuditFiles.records(directory);
    String common =
        "\"request_id\":\"req-1\",\"token_id\":14,\"user_id\":7,\"ticket_id\":1,"
            + "\"attachment_id\":14494,\"sha256\":\""
            + DIGEST.hex()
            + "\",\"rule\":\"rule_allowed\",\"extension\":\"zip\",\"offset\":2,\"length\":10";
    assertThat(records).hasSize(2);
    assertThat(records.get(0).toString())
        .contains("\"event\":\"download_started\"")
        .endsWith(common + "}");
    assertThat(records.get(1).toString())
        .contains("\"event\":\"download_ended\"")
        .endsWith(common + ",\"bytes\":10,\"outcome\":\"completed\"}");
    assertThat(records.get(0).get("transfer")).isEqualTo(records.get(1).get("transfer"));
  }

  @Test
  void transfer_endedTwice_keepsToTheFirst() throws IOException {
    try (FileAuditLog log = new FileAuditLog(directory, KEY)) {
      TransferAudit audit = TransferAudit.download(log, CALLER, subject("zip"));
      audit.end(new Ending(3, Outcome.CANCELLED, null));
      audit.end(COMPLETED);
    }

    List<JsonNode> records = AuditFiles.records(directory);
    assertThat(records).hasSize(2);
    assertThat(records.get(1).get("outcome").textValue()).isEqualTo("cancelled");
  }

  @Test
  void extension_ofAnyCharacters_staysOneAsciiLine() throws IOException {
    String hostile = "a\"b\n{\u202e\u0001\ud83d\ude00";
    try (FileAuditLog log = new FileAuditLog(directory, KEY)) {
      TransferAudit.download(log, CALLER, subject(hostile));
    }

    assertThat(AuditFiles.records(directory))
        .singleElement()
        .satisfies(record -> assertThat(record.get("extension").textValue()).isEqualTo(hostile));
    assertThat(Files.readString(AuditFiles.list(directory).get(0)))
        .matches("[\\x20-\\x7e]+\\n")
        .endsWith("}\n");
  }

  @Test
  void files_areTheirOwnersAlone() throws IOException {
    try (FileAuditLog log = new FileAuditLog(directory, KEY)) {
      TransferAudit.download(log, CALLER, subject("zip"));
    }

    assertThat(permissions(directory)).isEqualTo("rwx------");
    assertThat(permissions(AuditFiles.list(directory).get(0))).isEqualTo("rw-------");
  }

  @Test
  void files_full_areFollowedByAnotherAndNoLineIsSplitOrLost() throws Exception {
    int threads = 4;
    int each = 200;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (FileAuditLog log = new FileAuditLog(directory, KEY, 2_000)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        writers.add(
            pool.submit(
                () -> {
                  for (int n = 0; n < each; n++) {
                    TransferAudit.download(log, CALLER, subject("zip")).end(COMPLETED);
                  }
                  return null;
                }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } finally {
      pool.shutdown();
    }

    Set<String> transfers = new HashSet<>();
    List<JsonNode> records = AuditFiles.records(directory);
    records.forEach(record -> transfers.add(record.get("transfer").textValue()));
    assertThat(records).hasSize(2 * threads * each);
    assertThat(transfers).hasSize(threads * each);
    assertThat(AuditFiles.list(directory).size()).isGreaterThan(100);
  }

  @Test
  void require_cannotBeWritten_throwsUntilItCanAndLosesNoEnd() throws IOException {
    try (FileAuditLog log = new FileAuditLog(directory, KEY, 1)) {
      TransferAudit underWay = TransferAudit.download(log, CALLER, subject("zip"));
      Path aside = Files.move(directory, root.resolve("aside"));
      Files.createFile(directory);

      assertThatThrownBy(() -> TransferAudit.download(log, CALLER, subject("zip")))
          .isInstanceOf(AuditUnavailableException.class);
      underWay.end(COMPLETED);

      Files.delete(directory);
      Files.move(aside, directory);
      TransferAudit.download(log, CALLER, subject("png"));
    }

    assertThat(AuditFiles.records(directory))
        .extracting(
            record -> record.get("event").textValue() + " " + record.get("extension").textValue())
        .containsExactly("download_started zip", "download_ended zip", "download_started png");
  }

  @Test
  void require_fileRemovedOrReplaced_isWrittenToAnother() throws IOException {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger logger = (Logger) LoggerFactory.getLogger(FileAuditLog.class);
    logger.addAppender(lines);
    try (FileAuditLog log = new FileAuditLog(directory, KEY)) {
      TransferAudit.download(log, CALLER, subject("one"));
      Path first = AuditFiles.list(directory).get(0);
      Files.delete(first);
      TransferAudit.download(log, CALLER, subject("two"));
      assertThat(extensions()).containsExactly("two");

      Path second = AuditFiles.list(directory).get(0);
      Files.delete(second);
      Files.createFile(second);
      TransferAudit.download(log, CALLER, subject("three"));
      assertThat(extensions()).containsExactly("three");

      Files.move(AuditFiles.list(directory).get(1), root.resolve("rotated"));
      TransferAudit.download(log, CALLER, subject("four"));
      assertThat(extensions()).containsExactly("four");
      assertThat(root.resolve("rotated")).content().contains("three").doesNotContain("four");
    } finally {
      logger.detachAppender(lines);
    }
    assertThat(lines.list)
        .hasSize(3)
        .allSatisfy(line -> assertThat(line.getLevel()).isEqualTo(Level.ERROR))
        .allSatisfy(
            line -> assertThat(line.getFormattedMessage()).contains("was removed or renamed"));
  }

  private List<String> extensions() throws IOException {
    return AuditFiles.records(directory).stream()
        .map(record -> record.get("extension").textValue())
        .toList();
  }

  private static Subject subject(String extension) {
    return new Subject(
        14494L, DIGEST, Grounds.RULE_ALLOWED, extension, new ServedRange(2, 10, true));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
