package com.tickiti.attachments.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A database of the release before all extensions of a type were recorded, brought up to date. */
class DetectedTypesMigrationIT {

  private static TestDatabase server;
  private static Database database;

  @BeforeAll
  static void migrate() {
    server = new TestDatabase();
    server.sql().execute("CREATE DATABASE before_v5");
    DatabaseConfig plain = server.config();
    DatabaseConfig config =
        new DatabaseConfig(
            plain.url().replaceAll("/test_\\d+$", "/before_v5"),
            plain.user(),
            plain.password(),
            plain.poolSize());
    Flyway.configure()
        .dataSource(config.url(), config.user(), config.password())
        .target("4")
        .load()
        .migrate();
    database = new Database(config);
    sql()
        .execute(
            """
            INSERT INTO queues VALUES (4, 'Support');
            INSERT INTO tickets VALUES (1, 220009, 4);
            INSERT INTO responses (id, ticket_id) VALUES (42, 1);
            INSERT INTO blobs (sha256, size, mime_type, detected_extension) VALUES
              (repeat('a', 64), 1, 'application/x-msdownload', 'exe'),
              (repeat('b', 64), 1, 'application/x-mach-o-executable', 'bin'),
              (repeat('c', 64), 1, 'application/vnd.ms-excel.sheet.binary.macroenabled.12', 'xlsb'),
              (repeat('d', 64), 1, 'text/plain', 'txt'),
              (repeat('e', 64), 1, 'application/octet-stream', NULL),
              (repeat('f', 64), 1, 'video/quicktime', 'qt');
            INSERT INTO response_attachments (id, response_id, name, sha256) VALUES
              (1, 42, 'run.ps1::$DATA', repeat('d', 64)),
              (2, 42, '=?utf-8?Q?evil.exe?=', repeat('d', 64)),
              (3, 42, 'bad =?utf-8?B?/?= %s', repeat('d', 64)),
              (4, 42, 'a.txt', repeat('d', 64));
            UPDATE file_type_rules SET outcome = 'allowed', note = 'ours' WHERE extension = 'bin';
            DELETE FROM file_type_rules WHERE extension = 'chm';
            INSERT INTO file_type_rules VALUES
              ('rdp', 'allowed', 'ours'), ('\u00c9X', 'allowed', ''), ('\u00c9x', 'blocked', '');
            """);
    database.migrate();
  }

  @AfterAll
  static void close() {
    database.close();
    server.close();
  }

  @Test
  void blobs_haveAllExtensionsOfTheirType() {
    Map<String, List<String>> extensions =
        sql()
            .fetch("SELECT left(sha256, 1), detected_extensions FROM blobs")
            .intoMap(row -> row.get(0, String.class), row -> List.of(row.get(1, String[].class)));

    assertThat(extensions.get("a")).startsWith("exe").contains("dll", "scr");
    assertThat(extensions.get("b")).containsExactly("macho", "dylib");
    assertThat(extensions.get("c")).containsExactly("xlsb");
    assertThat(extensions.get("d")).containsExactly("txt");
    assertThat(extensions.get("e")).isEmpty();
    assertThat(extensions.get("f")).containsExactly("qt", "mov");
    assertThat(
            sql().fetchValues("SELECT left(sha256, 1) FROM blobs WHERE review_reason IS NOT NULL"))
        .isEqualTo(List.of("c"));
  }

  @Test
  void names_areSeenThrough() {
    assertThat(sql().fetchValues("SELECT extension FROM response_attachments ORDER BY id"))
        .isEqualTo(Arrays.asList("ps1", "exe", null, "txt"));
  }

  @Test
  void rules_administratorsOwnStay() {
    assertThat(outcome("bin")).isEqualTo("allowed");
    assertThat(outcome("rdp")).isEqualTo("allowed");
    assertThat(outcome("chm")).isNull();
    assertThat(outcome("\u00e9x")).isEqualTo("blocked");
    assertThat(outcome("\u00c9X")).isNull();
  }

  @Test
  void rules_defaultsAreOfToday() {
    assertThat(outcome("out")).isNull();
    assertThat(outcome("mat")).isNull();
    assertThat(outcome("xlsb")).isNull();
    assertThat(outcome("pem")).isNull();
    for (String extension :
        "vsdm vssm accdb one appref-ms terminal inetloc fileloc xlm".split(" ", -1)) {
      assertThat(outcome(extension)).as(extension).isEqualTo("blocked");
    }
  }

  private static @Nullable Object outcome(String extension) {
    return sql()
        .fetchValue("SELECT max(outcome) FROM file_type_rules WHERE extension = ?", extension);
  }

  private static DSLContext sql() {
    return database.forMaintenance();
  }
}
