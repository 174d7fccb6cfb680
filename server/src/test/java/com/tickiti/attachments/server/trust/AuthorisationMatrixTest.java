package com.tickiti.attachments.server.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.access.AccessFacts;
import com.tickiti.attachments.server.access.AccessMetadata;
import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.access.AttachmentFacts.BlobFacts;
import com.tickiti.attachments.server.access.Caller;
import com.tickiti.attachments.server.access.Gate;
import com.tickiti.attachments.server.access.RefusalException;
import com.tickiti.attachments.server.access.TestCallers;
import com.tickiti.attachments.server.access.TicketFacts;
import com.tickiti.attachments.server.access.TokenFacts;
import com.tickiti.attachments.server.audit.AuditLog;
import com.tickiti.attachments.server.blob.BlobMissingException;
import com.tickiti.attachments.server.blob.PieceDigestSource;
import com.tickiti.attachments.server.blob.VerifiedBlobs;
import com.tickiti.attachments.server.blob.disk.FilesystemBlobStore;
import com.tickiti.attachments.server.download.AttachmentMetadata;
import com.tickiti.attachments.server.download.Download;
import com.tickiti.attachments.server.download.DownloadHandler;
import com.tickiti.attachments.server.download.DownloadRequest;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.harness.TrustRun;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.Credential;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.FileTypeOutcome;
import com.tickiti.attachments.server.model.PieceDigests;
import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.server.staging.StagingDirectory;
import com.tickiti.attachments.server.trust.AccessCase.Dimension;
import com.tickiti.attachments.server.upload.BlobIngest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every combination of what decides on a download, held against {@link AccessTable}. */
@Tag("trust")
class AuthorisationMatrixTest {

  private static final BearerToken TOKEN = BearerToken.parse("Bearer 14|secret").orElseThrow();
  private static final Digest STORED_NOWHERE = new Digest("ab".repeat(32));
  private static final long LIMIT_BYTES = 26_214_400;

  @TempDir Path directory;
  private FilesystemBlobStore store;
  private Digest stored;
  private long storedBytes;

  @BeforeEach
  void storeOne() throws IOException {
    store = new FilesystemBlobStore(directory);
    byte[] content = {1, 2, 3};
    storedBytes = content.length;
    stored =
        new BlobIngest(store, new StagingDirectory(directory.resolve("tmp")), new TypeDetector())
            .ingest(new ByteArrayInputStream(content))
            .digest();
  }

  @Test
  void open_everyCombination_isWhatTheTableSays() {
    long start = System.nanoTime();
    List<String> leaks = new ArrayList<>();
    Set<AccessTable.Row> seen = new HashSet<>();
    AccessCase.all()
        .forEach(
            combination -> {
              AccessTable.Row row = AccessTable.rowFor(combination);
              seen.add(row);
              String expected = row.status() + " " + row.error();
              for (RuleSpelling spelling : RuleSpelling.of(combination)) {
                String answer = answer(combination, spelling);
                if (!answer.equals(expected)) {
                  leaks.add(combination + " " + spelling + ": " + answer + ", not " + expected);
                }
              }
            });

    TrustRun.report(
        "authorisation: the decision, every combination",
        AccessCase.COUNT,
        leaks.size() + " leaks",
        "0 leaks",
        0,
        Duration.ofNanos(System.nanoTime() - start));
    assertThat(AccessCase.COUNT).isEqualTo(103_680);
    assertThat(seen).as("rows that no combination meets").hasSameElementsAs(AccessTable.rows());
    assertThat(leaks).isEmpty();
  }

  private String answer(AccessCase combination, RuleSpelling spelling) {
    Recorded recorded = new Recorded(facts(combination, spelling));
    DownloadHandler handler =
        new DownloadHandler(
            new Gate(recorded, false),
            recorded,
            VerifiedBlobs.of(store, recorded, 0),
            AuditLog.OFF);
    Caller caller = TestCallers.unlimited(credential(combination), "matrix");
    try (Download ignored = handler.open(caller, request(combination))) {
      return "200 -";
    } catch (RefusalException e) {
      return e.error().spec().getHttpStatus() + " " + e.error().spec().getWireName();
    } catch (BlobMissingException e) {
      return "404 not_found";
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static @Nullable Credential credential(AccessCase combination) {
    boolean unreadable =
        Set.of("missing", "malformed", "wrong_scheme").contains(combination.get(Dimension.TOKEN));
    return unreadable ? null : TOKEN;
  }

  private static DownloadRequest request(AccessCase combination) {
    TicketKey.Kind kind =
        combination.is(Dimension.TICKET, "by_id") ? TicketKey.Kind.ID : TicketKey.Kind.NUMBER;
    return new DownloadRequest(
        new TicketKey(kind, 1L),
        combination.is(Dimension.ATTACHMENT, "no_number") ? null : 1L,
        combination.is(Dimension.INTENT, "review_ok"),
        null,
        Map.of());
  }

  /** What would be found in the tables: also all that a refused caller must not learn. */
  private AccessFacts facts(AccessCase combination, RuleSpelling spelling) {
    return new AccessFacts(
        tokenFacts(combination),
        combination.is(Dimension.TICKET, "absent")
            ? null
            : new TicketFacts(1, combination.is(Dimension.QUEUE, "visible")),
        combination.is(Dimension.ATTACHMENT, "own")
            ? attachmentFacts(combination, spelling)
            : null);
  }

  private static @Nullable TokenFacts tokenFacts(AccessCase combination) {
    Set<String> abilities =
        switch (combination.get(Dimension.TOKEN)) {
          case "no_ability" -> Set.of("contacts:read", "tickets:readable");
          case "write" -> Set.of("tickets:write");
          default -> Set.of("tickets:read");
        };
    return combination.is(Dimension.TOKEN, "unknown_id")
        ? null
        : new TokenFacts(
            14,
            !combination.is(Dimension.TOKEN, "wrong_secret"),
            !combination.is(Dimension.TOKEN, "expired")
                && !combination.is(Dimension.TOKEN, "revoked"),
            abilities,
            7,
            combination.is(Dimension.USER, "staff"));
  }

  private AttachmentFacts attachmentFacts(AccessCase combination, RuleSpelling spelling) {
    boolean above = combination.is(Dimension.SIZE, "above");
    return new AttachmentFacts(
        1,
        1,
        spelling.fileName,
        combination.is(Dimension.BLOB, "present") ? stored : STORED_NOWHERE,
        combination.is(Dimension.INLINE, "yes"),
        combination.is(Dimension.BLOB, "unrecorded")
            ? null
            : new BlobFacts(above ? LIMIT_BYTES + 1 : storedBytes, "text/plain"),
        spelling.nameRule,
        spelling.program ? FileTypeOutcome.BLOCKED : null);
  }

  /** The facts of one combination. */
  private record Recorded(AccessFacts facts)
      implements AccessMetadata, AttachmentMetadata, PieceDigestSource {

    @Override
    public AccessFacts facts(
        Credential token,
        TicketKey ticket,
        @Nullable Long attachmentId,
        BooleanSupplier cancelled) {
      return facts;
    }

    @Override
    public List<AttachmentFacts> attachments(long ticketId, long afterId, int limit) {
      return List.of();
    }

    @Override
    public PieceDigests pieces(Digest digest) {
      return PieceDigests.NONE;
    }
  }
}
