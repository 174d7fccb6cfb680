package com.tickiti.attachments.server.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tickiti.attachments.edge.limit.MemoryBudget;
import com.tickiti.attachments.server.access.AccessFacts;
import com.tickiti.attachments.server.access.AccessMetadata;
import com.tickiti.attachments.server.access.Gate;
import com.tickiti.attachments.server.access.RefusalException;
import com.tickiti.attachments.server.access.TestCallers;
import com.tickiti.attachments.server.access.TicketFacts;
import com.tickiti.attachments.server.access.TokenFacts;
import com.tickiti.attachments.server.audit.AuditLog;
import com.tickiti.attachments.server.audit.AuditRecord;
import com.tickiti.attachments.server.audit.AuditUnavailableException;
import com.tickiti.attachments.server.blob.disk.FilesystemBlobStore;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.Credential;
import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.server.staging.StagingDirectory;
import com.tickiti.attachments.v1.ErrorReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is checked before an upload's first byte, and what happens then. */
class UploadHandlerTest {

  private static final int MAX_BYTES = 1000;
  private static final BearerToken TOKEN = BearerToken.parse("Bearer 14|secret").orElseThrow();

  @TempDir private Path directory;
  private final MemoryBudget memory = new MemoryBudget(1 << 30);
  private @Nullable Credential credential = TOKEN;
  private Set<String> abilities = Set.of("tickets:write");
  private AuditLog audit = AuditLog.OFF;

  @Test
  void begin_authorised_claimsTheDeclaredSize() throws IOException {
    begin(request(RecordedUploads.RESPONSE_ID, 10L)).close();

    assertThat(memory.reservedBytes()).isEqualTo(reservedFor(10));
  }

  @Test
  void begin_sizeNotDeclared_claimsTheLimit() throws IOException {
    begin(request(RecordedUploads.RESPONSE_ID, null)).close();

    assertThat(memory.reservedBytes()).isEqualTo(reservedFor(MAX_BYTES));
  }

  @Test
  void begin_noToken_isUnauthenticated() {
    credential = null;

    assertThat(refusalOf(request(RecordedUploads.RESPONSE_ID, null)))
        .isEqualTo(ErrorReason.ERROR_REASON_UNAUTHENTICATED);
  }

  @Test
  void begin_tokenThatMayOnlyRead_isForbidden() {
    abilities = Set.of("tickets:read");

    assertThat(refusalOf(request(RecordedUploads.RESPONSE_ID, null)))
        .isEqualTo(ErrorReason.ERROR_REASON_FORBIDDEN);
  }

  @Test
  void begin_responseOfAnotherTicket_isNotFound() {
    assertThat(refusalOf(request(RecordedUploads.RESPONSE_ID + 1, null)))
        .isEqualTo(ErrorReason.ERROR_REASON_NOT_FOUND);
    assertThat(refusalOf(request(null, null))).isEqualTo(ErrorReason.ERROR_REASON_NOT_FOUND);
  }

  @Test
  void begin_declaredSizeAtTheLimit_isTakenAndAboveIsTooLarge() throws IOException {
    begin(request(RecordedUploads.RESPONSE_ID, (long) MAX_BYTES)).close();

    assertThat(refusalOf(request(RecordedUploads.RESPONSE_ID, MAX_BYTES + 1L)))
        .isEqualTo(ErrorReason.ERROR_REASON_UPLOAD_TOO_LARGE);
    assertThat(memory.reservedBytes()).isEqualTo(reservedFor(MAX_BYTES));
  }

  @Test
  void begin_auditLogCannotBeWritten_takesNothingIn() throws IOException {
    audit =
        new AuditLog() {
          @Override
          public void require(AuditRecord record) throws AuditUnavailableException {
            throw new AuditUnavailableException(new IOException("the disk is full"));
          }

          @Override
          public void add(AuditRecord record) {
            throw new AssertionError("an end without a start: " + record);
          }
        };

    assertThatThrownBy(() -> begin(request(RecordedUploads.RESPONSE_ID, null)))
        .isInstanceOf(AuditUnavailableException.class);
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  private ErrorReason refusalOf(UploadRequest request) {
    return catchThrowableOfType(RefusalException.class, () -> begin(request)).error().reason();
  }

  private Upload begin(UploadRequest request) throws IOException {
    BlobIngest blobs =
        new BlobIngest(
            new FilesystemBlobStore(directory),
            new StagingDirectory(directory.resolve("tmp")),
            new TypeDetector());
    return new UploadHandler(
            new Gate(new OneTicket(), false), new RecordedUploads(), blobs, audit, MAX_BYTES)
        .begin(TestCallers.within(memory, credential, "call-1"), request);
  }

  /** A message as it arrives and as it is written, and the objects of the call. */
  private static long reservedFor(long contentBytes) {
    return 2 * contentBytes + 4096;
  }

  private static UploadRequest request(@Nullable Long responseId, @Nullable Long size) {
    return new UploadRequest(
        TicketKey.NONE, responseId, "a.txt", false, size, null, null, Map.of());
  }

  /** A database with one ticket, which every token's owner may see. */
  private final class OneTicket implements AccessMetadata {

    @Override
    public AccessFacts facts(
        Credential token,
        TicketKey ticket,
        @Nullable Long attachmentId,
        BooleanSupplier cancelled) {
      return new AccessFacts(
          new TokenFacts(token.id(), true, true, abilities, 7, true),
          new TicketFacts(RecordedUploads.TICKET_ID, true),
          null);
    }
  }
}
