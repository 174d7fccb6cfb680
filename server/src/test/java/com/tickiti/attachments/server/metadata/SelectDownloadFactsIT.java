package com.tickiti.attachments.server.metadata;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.access.AccessFacts;
import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.access.TicketFacts;
import com.tickiti.attachments.server.access.TokenFacts;
import com.tickiti.attachments.server.database.TestDatabase;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.FileTypeOutcome;
import com.tickiti.attachments.server.model.TicketKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SelectDownloadFactsIT {

  private static final String DIGEST = "ab".repeat(32);
  private static final TicketKey TICKET = new TicketKey(TicketKey.Kind.NUMBER, 220009L);

  private static TestDatabase database;
  private static TokenUses uses;

  @BeforeAll
  static void arrange() {
    database = new TestDatabase();
    uses = new TokenUses(database.database());
    String secret = BearerToken.secretSha256("s3cret");
    database
        .sql()
        .execute(
            """
            INSERT INTO users VALUES (7, 'priya@example.test', true), (8, 'eve@example.test', false);
            INSERT INTO queues VALUES (4, 'Support'), (5, 'Billing');
            INSERT INTO queue_permissions VALUES (7, 4, true), (7, 5, false);
            INSERT INTO tickets VALUES (1, 220009, 4), (2, 220010, 5), (3, 220011, 4);
            INSERT INTO responses (id, ticket_id) VALUES (42, 1), (43, 3);
            INSERT INTO blobs (sha256, size, mime_type, detected_extensions, review_reason)
              VALUES ('%1$s', 10, 'application/x-msdownload', '{dll,exe}', 'why');
            INSERT INTO response_attachments (id, response_id, name, sha256)
              VALUES (14494, 42, 'UPDD Diag.zip', '%1$s'), (14495, 42, 'odd.xyz', '%2$s');
            INSERT INTO api_tokens (id, user_id, secret_sha256, abilities, expires_at, revoked_at)
              VALUES
              (14, 7, '%3$s', '{tickets:read}', NULL, NULL),
              (15, 7, '%3$s', '{tickets:read}', now() + interval '1 hour', NULL),
              (16, 7, '%3$s', '{tickets:read}', now() - interval '1 second', NULL),
              (17, 7, '%3$s', '{tickets:read}', NULL, now()),
              (18, 8, '%3$s', '{}', NULL, NULL);
            """
                .formatted(DIGEST, "cd".repeat(32), secret));
  }

  @AfterAll
  static void close() {
    uses.close();
    database.close();
  }

  @Test
  void execute_everythingThere_tellsAll() {
    AccessFacts facts = facts("14|s3cret", TICKET, 14494L);

    assertThat(facts)
        .isEqualTo(
            new AccessFacts(
                new TokenFacts(14, true, true, Set.of("tickets:read"), 7, true),
                new TicketFacts(1, true),
                new AttachmentFacts(
                    14494,
                    42,
                    "UPDD Diag.zip",
                    new Digest(DIGEST),
                    false,
                    new AttachmentFacts.BlobFacts(10, "application/x-msdownload"),
                    FileTypeOutcome.ALLOWED,
                    FileTypeOutcome.BLOCKED,
                    "zip",
                    "why")));
  }

  @Test
  void execute_noRuleAndNoBlob_tellsTheyAreAbsent() {
    AttachmentFacts attachment = requireNonNull(facts("14|s3cret", TICKET, 14495L).attachment());

    assertThat(attachment.blob()).isNull();
    assertThat(attachment.nameRule()).isNull();
    assertThat(attachment.detectedRule()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "14|s3cret, true, true",
    "14|guess, false, true",
    "15|s3cret, true, true",
    "16|s3cret, true, false",
    "17|s3cret, true, false",
  })
  void execute_token_tellsSecretAndLife(String token, boolean matches, boolean live) {
    TokenFacts facts = requireNonNull(facts(token, TICKET, 14494L).token());

    assertThat(facts.secretMatches()).isEqualTo(matches);
    assertThat(facts.live()).isEqualTo(live);
  }

  @Test
  void execute_unknownToken_tellsNone() {
    assertThat(facts("99|s3cret", TICKET, 14494L).token()).isNull();
  }

  @Test
  void execute_ownerWithoutRights_tellsSo() {
    AccessFacts facts = facts("18|s3cret", TICKET, 14494L);

    assertThat(requireNonNull(facts.token()).staff()).isFalse();
    assertThat(requireNonNull(facts.token()).abilities()).isEmpty();
    assertThat(requireNonNull(facts.ticket()).queueVisible()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "NUMBER, 220009, 1, true",
    "ID, 1, 1, true",
    "NUMBER, 220010, 2, false",
    "NUMBER, 1, , false",
    "ID, 220009, , false",
    "NUMBER, , , false",
    "ID, , , false",
  })
  void execute_ticket_isFoundByEitherName(
      TicketKey.Kind kind, @Nullable Long value, @Nullable Long id, boolean visible) {
    AccessFacts facts = facts("14|s3cret", new TicketKey(kind, value), 14494L);

    assertThat(facts.ticket()).isEqualTo(id == null ? null : new TicketFacts(id, visible));
    assertThat(facts.attachment() != null).isEqualTo(id != null && id == 1);
  }

  @Test
  void execute_attachmentOfAnotherTicketOrNone_isAbsentLikeOneThatIsNot() {
    TicketKey other = new TicketKey(TicketKey.Kind.NUMBER, 220011L);

    assertThat(facts("14|s3cret", other, 14494L)).isEqualTo(facts("14|s3cret", other, 99L));
    assertThat(facts("14|s3cret", other, null)).isEqualTo(facts("14|s3cret", other, 99L));
  }

  /** All kinds of rows in one statement, in an order that no index has. */
  @ParameterizedTest
  @EnumSource
  void fetch_manyTogether_areWhatEachIsAlone(TicketKey.Kind kind) {
    List<SelectDownloadFacts> asked = new ArrayList<>();
    for (String token : List.of("18|s3cret", "14|s3cret", "99|s3cret", "17|s3cret", "14|guess")) {
      for (Long ticket : Arrays.asList(220010L, 1L, null, 220009L, 3L, 220011L, 7L)) {
        for (Long attachment : Arrays.asList(14495L, null, 14494L, 99L)) {
          asked.add(
              new SelectDownloadFacts(
                  BearerToken.parse("Bearer " + token).orElseThrow(),
                  new TicketKey(kind, ticket),
                  attachment));
        }
      }
    }
    DSLContext dsl = database.database().forRequests();

    List<Record> rows = new SelectManyDownloadFacts(kind, asked).fetch(dsl);

    assertThat(rows).hasSameSizeAs(asked);
    for (int i = 0; i < asked.size(); i++) {
      assertThat(asked.get(i).read(rows.get(i)))
          .as("%s", asked.get(i))
          .isEqualTo(asked.get(i).execute(dsl));
    }
  }

  @Test
  void facts_rightTokenOnly_recordsItsUse() {
    database
        .sql()
        .execute(
            "INSERT INTO api_tokens (id, user_id, secret_sha256, abilities)"
                + " SELECT id, 7, ?, '{tickets:read}' FROM unnest(ARRAY[20, 21]) AS id",
            BearerToken.secretSha256("s3cret"));
    TokenUses own = new TokenUses(database.database());
    PostgresMetadata metadata = new PostgresMetadata(database.database(), own);
    metadata.facts(BearerToken.parse("Bearer 20|s3cret").orElseThrow(), TICKET, null, () -> false);
    metadata.facts(BearerToken.parse("Bearer 21|guess").orElseThrow(), TICKET, null, () -> false);

    own.close();

    assertThat(lastUseOf(20)).isNotNull();
    assertThat(lastUseOf(21)).isNull();
  }

  private static @Nullable Object lastUseOf(long token) {
    return database.sql().fetchValue("SELECT last_used_at FROM api_tokens WHERE id = ?", token);
  }

  private static AccessFacts facts(String token, TicketKey ticket, @Nullable Long attachment) {
    return new PostgresMetadata(database.database(), uses)
        .facts(BearerToken.parse("Bearer " + token).orElseThrow(), ticket, attachment, () -> false);
  }
}
