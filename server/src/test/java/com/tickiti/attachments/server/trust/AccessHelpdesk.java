package com.tickiti.attachments.server.trust;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.tickiti.attachments.server.TestHelpdesk;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.trust.AccessCase.Dimension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A helpdesk with a row for every value that {@link AccessCase} knows, and how to ask for each.
 * Users 101 to 103 are the three owners; tickets 101 to 103 lie in a queue they may see, in one
 * they may expressly not see, and in one that they have no permission of at all.
 */
final class AccessHelpdesk implements AutoCloseable {

  /** Is in every file name, and in nothing else. */
  static final String NAME_MARK = "canary-name-";

  private static final int LIMIT_BYTES = 26_214_400;
  private static final int[] SIZES = {1_000, LIMIT_BYTES, LIMIT_BYTES + 1};
  private static final List<String> OWNERS = Dimension.USER.choices;
  private static final List<String> TOKENS = Dimension.TOKEN.choices;
  private static final List<String> BLOBS = Dimension.BLOB.choices;
  private static final List<RuleSpelling> SPELLINGS = List.of(RuleSpelling.values());
  private static final List<Integer> TICKETS = List.of(101, 102, 103);

  private final TestHelpdesk helpdesk;

  /** By whether it is a program's, then by size. */
  private final Digest[][] contents = new Digest[2][SIZES.length];

  AccessHelpdesk(Path directory) throws IOException {
    helpdesk = new TestHelpdesk(directory);
    sql(
        """
        ALTER TABLE api_tokens DROP CONSTRAINT api_tokens_user_id_fkey;
        ALTER TABLE queue_permissions DROP CONSTRAINT queue_permissions_user_id_fkey;
        INSERT INTO users VALUES
          (101, 'staff@example.test', true), (102, 'not_staff@example.test', false);
        INSERT INTO queues VALUES (101, 'seen'), (102, 'hidden'), (103, 'not mentioned');
        INSERT INTO queue_permissions SELECT u, q, q = 101
          FROM generate_series(101, 103) AS u, generate_series(101, 102) AS q;
        INSERT INTO tickets SELECT n, 5000 + n, n FROM generate_series(101, 103) AS n;
        -- An id that is another's number.
        INSERT INTO tickets VALUES (5101, 101, 103);
        INSERT INTO responses (id, ticket_id) SELECT n, n FROM generate_series(101, 103) AS n;
        INSERT INTO file_type_rules VALUES ('reviewed', 'review', '')
        """);
    for (String owner : OWNERS) {
      TOKENS.forEach(token -> insertToken(owner, token));
    }
    storeContents();
    insertAttachments();
  }

  TestHelpdesk helpdesk() {
    return helpdesk;
  }

  /** The {@code Authorization} value of a combination; {@code null} for none. */
  static @Nullable String authorization(AccessCase combination, Random random) {
    String id = "" + tokenId(combination.get(Dimension.USER), combination.get(Dimension.TOKEN));
    String token = id + "|" + TestHelpdesk.SECRET;
    return switch (combination.get(Dimension.TOKEN)) {
      case "missing" -> null;
      case "malformed" ->
          any(random, "Bearer", "Bearer " + id, "Bearer |" + TestHelpdesk.SECRET, "Bearer" + token);
      case "wrong_scheme" -> any(random, "Basic " + token, "Token " + token, token);
      case "unknown_id" -> "Bearer 999" + token;
      case "wrong_secret" -> any(random, "Bearer " + token + "x", "Bearer " + id + "|x");
      default -> any(random, "Bearer " + token, "bearer " + token);
    };
  }

  /** The ticket asked for, as a JSON field. */
  static String ticketField(AccessCase combination) {
    boolean visible = combination.is(Dimension.QUEUE, "visible");
    return switch (combination.get(Dimension.TICKET)) {
      case "by_number" -> "\"ticket_number\":\"%d\"".formatted(visible ? 5101 : 5102);
      case "by_id" -> "\"ticket_id\":\"%d\"".formatted(visible ? 101 : 103);
      default -> "\"ticket_number\":\"999999\"";
    };
  }

  /** The attachment asked for, in a spelling of the rule and of a size within the limit. */
  static String attachment(AccessCase combination, RuleSpelling spelling, boolean exactlyTheLimit) {
    int own = TICKETS.indexOf(ticket(combination));
    return switch (combination.get(Dimension.ATTACHMENT)) {
      case "own" -> "" + attachmentId(own, combination, spelling, exactlyTheLimit);
      // What may not be seen by way of what may, and the other way round.
      case "other_tickets" ->
          "" + attachmentId(own == 0 ? 1 : 0, combination, spelling, exactlyTheLimit);
      case "absent" -> "999999999";
      default -> any(new Random(own), "abc", "10000x", "../10000");
    };
  }

  /** The digest of the content that a combination serves. */
  Digest digest(RuleSpelling spelling, boolean exactlyTheLimit) {
    return contents[spelling.program ? 1 : 0][exactlyTheLimit ? 1 : 0];
  }

  @Override
  public void close() throws IOException {
    helpdesk.close();
  }

  private static int ticket(AccessCase combination) {
    if (combination.is(Dimension.QUEUE, "visible")) {
      return 101;
    }
    return combination.is(Dimension.TICKET, "by_id") ? 103 : 102;
  }

  private static long tokenId(String owner, String token) {
    return 1000L * (OWNERS.indexOf(owner) + 1) + TOKENS.indexOf(token);
  }

  private static long attachmentId(
      int ticketIndex, AccessCase combination, RuleSpelling spelling, boolean exactlyTheLimit) {
    int within = exactlyTheLimit ? 1 : 0;
    return attachmentId(
        ticketIndex,
        spelling,
        combination.is(Dimension.INLINE, "yes"),
        combination.is(Dimension.SIZE, "above") ? 2 : within,
        BLOBS.indexOf(combination.get(Dimension.BLOB)));
  }

  private static long attachmentId(
      int ticketIndex, RuleSpelling spelling, boolean inline, int sizeIndex, int blobIndex) {
    return 10_000L * (ticketIndex + 1)
        + 1_000L * SPELLINGS.indexOf(spelling)
        + 100L * (inline ? 1 : 0)
        + 10L * sizeIndex
        + blobIndex;
  }

  /** Tokens that are presented wrongly are right in themselves. */
  private void insertToken(String owner, String token) {
    String ability =
        switch (token) {
          case "no_ability" -> "{contacts:read,tickets:readable}";
          case "write" -> "{tickets:write}";
          default -> "{tickets:read}";
        };
    if (token.equals("unknown_id")) {
      return;
    }
    sql(
        """
        INSERT INTO api_tokens (id, user_id, secret_sha256, abilities, expires_at, revoked_at)
          VALUES (%d, %d, '%s', '%s', %s, %s)
        """
            .formatted(
                tokenId(owner, token),
                101 + OWNERS.indexOf(owner),
                BearerToken.secretSha256(TestHelpdesk.SECRET),
                ability,
                token.equals("expired") ? "now() - interval '1 second'" : "NULL",
                token.equals("revoked") ? "now()" : "NULL"));
  }

  private void storeContents() throws IOException {
    for (int program = 0; program < 2; program++) {
      for (int size = 0; size < SIZES.length; size++) {
        byte[] content = new byte[SIZES[size]];
        Arrays.fill(content, (byte) 'a');
        if (program == 1) {
          // What a Windows program begins with, up to the header that its 60th byte points at.
          System.arraycopy("MZ".getBytes(US_ASCII), 0, content, 0, 2);
          content[60] = 64;
          Arrays.fill(content, 61, 64, (byte) 0);
          System.arraycopy("PE\0\0".getBytes(US_ASCII), 0, content, 64, 4);
        }
        contents[program][size] = helpdesk.attach(1 + 10L * program + size, "content.txt", content);
      }
    }
  }

  private void insertAttachments() {
    for (int ticket = 0; ticket < TICKETS.size(); ticket++) {
      for (RuleSpelling spelling : SPELLINGS) {
        for (int size = 0; size < SIZES.length; size++) {
          insertAttachments(ticket, spelling, size);
        }
      }
    }
  }

  private void insertAttachments(int ticketIndex, RuleSpelling spelling, int sizeIndex) {
    Digest present = contents[spelling.program ? 1 : 0][sizeIndex];
    // The same but for the first digit, which names no file.
    Digest missing = new Digest("0123456789abcdef" + present.hex().substring(16));
    Digest unrecorded = new Digest("fedcba9876543210" + present.hex().substring(16));
    sql(
        """
        INSERT INTO blobs (sha256, size, mime_type, detected_extensions)
          SELECT '%s', size, mime_type, detected_extensions FROM blobs WHERE sha256 = '%s'
          ON CONFLICT DO NOTHING
        """
            .formatted(missing, present));
    List<Digest> digests = List.of(present, missing, unrecorded);
    for (int blob = 0; blob < digests.size(); blob++) {
      for (boolean inline : new boolean[] {false, true}) {
        sql(
            "INSERT INTO response_attachments VALUES (%d, %d, '%s', '%s', %s)"
                .formatted(
                    attachmentId(ticketIndex, spelling, inline, sizeIndex, blob),
                    TICKETS.get(ticketIndex),
                    NAME_MARK + spelling.fileName,
                    digests.get(blob),
                    inline));
      }
    }
  }

  private void sql(String statements) {
    helpdesk.database().sql().execute(statements);
  }

  private static String any(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
