package com.tickiti.attachments.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tickiti.attachments.server.audit.AuditRecord.Caller;
import com.tickiti.attachments.server.audit.AuditRecord.Ending;
import com.tickiti.attachments.server.audit.AuditRecord.Grounds;
import com.tickiti.attachments.server.audit.AuditRecord.Outcome;
import com.tickiti.attachments.server.audit.AuditRecord.Subject;
import com.tickiti.attachments.server.audit.FileAuditLog;
import com.tickiti.attachments.server.audit.TransferAudit;
import com.tickiti.attachments.server.data.AuditKeyFile;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.ServedRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code audit verify}, {@code show}, {@code export}, {@code ends} and {@code key}. */
class AuditCommandsTest {

  @TempDir private Path data;
  private Path audit;

  @BeforeEach
  void write() throws IOException {
    audit = data.resolve("audit");
    try (FileAuditLog log = new FileAuditLog(audit, AuditKeyFile.read(data))) {
      add(log, 7, 1, new Ending(10, Outcome.COMPLETED, null));
      add(log, 8, 2, new Ending(3, Outcome.CUT, "internal"));
      TransferAudit.upload(log, new Caller("up", 15, 7, 2));
    }
  }

  @Test
  void verify_untouched_saysWhatIsThere() {
    CommandRun run = CommandRun.on(data, "audit", "verify");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out().lines())
        .hasSize(2)
        .first()
        .asString()
        .endsWith("  5 records, signed up to 5, ended");
    assertThat(run.out())
        .endsWith(
            "verified 5 records in 1 chain: 0 faults, 0 records after the last checkpoint of a"
                + " chain\n");
  }

  @Test
  void verify_altered_namesFileAndLine() throws IOException {
    Path file = file(".jsonl");
    Files.writeString(file, Files.readString(file).replaceFirst("\"bytes\":3", "\"bytes\":4"));

    CommandRun run = CommandRun.on(data, "audit", "verify");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).startsWith(file.getFileName() + ":4: altered: ");
  }

  @Test
  void verify_onACopyByThePublicKeyAndTheEndsAlone() throws IOException {
    Path elsewhere = Files.createDirectory(data.resolve("elsewhere"));
    Path key = Files.writeString(elsewhere.resolve("key.pem"), run("key").out());
    Path ends = Files.writeString(elsewhere.resolve("ends"), run("ends").out());
    Path copy = Files.createDirectory(elsewhere.resolve("copy"));
    for (String kind : List.of(".jsonl", ".chain")) {
      Files.copy(file(kind), copy.resolve(file(kind).getFileName()));
    }
    String[] verify = {
      "audit", "verify", copy.toString(), "--key", key.toString(), "--ends", ends.toString()
    };
    assertThat(CommandRun.on(elsewhere, verify).status()).isZero();
    assertThat(Files.readString(key)).contains("PUBLIC KEY").doesNotContain("PRIVATE");

    try (Stream<Path> files = Files.list(copy)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    CommandRun gone = CommandRun.on(elsewhere, verify);
    assertThat(gone.status()).isEqualTo(1);
    assertThat(gone.out()).contains("is not here: it was removed");
  }

  @Test
  void verify_withoutAKeyOrADirectory_isWrongUse() {
    assertThat(CommandRun.on(data.resolve("none"), "audit", "verify").status()).isEqualTo(2);
    assertThat(CommandRun.on(data.resolve("none"), "audit", "verify", audit.toString()).status())
        .isEqualTo(2);
    assertThat(CommandRun.on(data.resolve("none"), "audit", "key").status()).isEqualTo(2);
    assertThat(data.resolve("none")).doesNotExist();
  }

  @Test
  void show_choosesByUserTicketAttachmentAndTime() {
    assertThat(run("show").out()).hasLineCount(6);
    assertThat(run("show", "--user", "8").out())
        .hasLineCount(3)
        .containsPattern("download_ended +8 +14 +2 +2000 +3 +cut \\(internal\\)\n");
    assertThat(run("show", "--ticket-id", "2").out()).hasLineCount(4);
    assertThat(run("show", "--ticket-id", "2", "--user", "7").out()).hasLineCount(2);
    assertThat(run("show", "--attachment", "1000").out()).hasLineCount(3);
    assertThat(run("show", "--since", "2100-01-01T00:00:00Z").out()).hasLineCount(1);
    assertThat(run("show", "--until", "2100-01-01T00:00:00Z").out()).hasLineCount(6);
    assertThat(run("show", "--since", "yesterday").status()).isEqualTo(2);
  }

  @Test
  void show_asJson_isAsInTheLog() throws IOException {
    assertThat(run("show", "--json").out()).isEqualTo(Files.readString(file(".jsonl")));
  }

  @Test
  void export_toEcs_hasTheSchemasFields() throws IOException {
    CommandRun run = run("export", "--format", "ecs", "--user", "8");

    JsonNode ended = new ObjectMapper().readTree(run.out().lines().toList().get(1));
    assertThat(ended.at("/ecs/version").textValue()).isEqualTo("8.11.0");
    assertThat(ended.get("@timestamp").textValue()).endsWith("Z");
    assertThat(ended.at("/event").toString())
        .isEqualTo(
            "{\"kind\":\"event\",\"action\":\"download_ended\",\"outcome\":\"failure\","
                + "\"category\":[\"file\"],\"type\":[\"access\"],\"provider\":\"attachments\","
                + "\"dataset\":\"attachments.audit\",\"reason\":\"internal\"}");
    assertThat(ended.at("/user/id").textValue()).isEqualTo("8");
    assertThat(ended.at("/file/hash/sha256").textValue()).isEqualTo("ab".repeat(32));
    assertThat(ended.at("/tickiti/attachments/bytes").longValue()).isEqualTo(3);
    assertThat(run("export").status()).isEqualTo(2);
  }

  private CommandRun run(String... arguments) {
    return CommandRun.on(
        data, Stream.concat(Stream.of("audit"), Stream.of(arguments)).toArray(String[]::new));
  }

  private Path file(String kind) throws IOException {
    try (Stream<Path> files = Files.list(audit)) {
      return files
          .filter(file -> file.toString().endsWith(kind))
          .min(Comparator.naturalOrder())
          .orElseThrow();
    }
  }

  private static void add(FileAuditLog log, long user, long ticket, Ending ending)
      throws IOException {
    TransferAudit.download(
            log,
            new Caller("req", 14, user, ticket),
            new Subject(
                1_000 * ticket,
                new Digest("ab".repeat(32)),
                Grounds.RULE_ALLOWED,
                "zip",
                new ServedRange(0, 10, true)))
        .end(ending);
  }
}
