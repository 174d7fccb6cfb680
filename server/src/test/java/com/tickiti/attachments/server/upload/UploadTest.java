package com.tickiti.attachments.server.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.access.AttachmentFacts.BlobFacts;
import com.tickiti.attachments.server.access.RefusalException;
import com.tickiti.attachments.server.audit.AuditLog;
import com.tickiti.attachments.server.audit.AuditRecord;
import com.tickiti.attachments.server.audit.AuditRecord.Caller;
import com.tickiti.attachments.server.audit.AuditRecord.Ending;
import com.tickiti.attachments.server.audit.AuditRecord.Event;
import com.tickiti.attachments.server.audit.AuditRecord.Outcome;
import com.tickiti.attachments.server.audit.TransferAudit;
import com.tickiti.attachments.server.blob.BlobStore;
import com.tickiti.attachments.server.blob.disk.FilesystemBlobStore;
import com.tickiti.attachments.server.filetype.TypeDetector;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.FileTypeOutcome;
import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.server.staging.StagingDirectory;
import com.tickiti.attachments.v1.ErrorReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One upload from its first byte to its end, into a blob store on a real disk. */
class UploadTest {

  private static final int MAX_BYTES = 1000;
  private static final byte[] PDF = "%PDF-1.4\n%âãÏÓ\n".getBytes(UTF_8);
  private static final Digest PDF_DIGEST = Digest.of(Digest.sha256().digest(PDF));
  private static final Digest OTHER_DIGEST = Digest.of(Digest.sha256().digest(new byte[1]));

  @TempDir private Path directory;
  private BlobStore store;
  private final RecordedUploads metadata = new RecordedUploads();
  private final List<AuditRecord> audit = new ArrayList<>();

  @BeforeEach
  void openStore() throws IOException {
    store = new FilesystemBlobStore(directory);
  }

  @Test
  void finish_asDeclared_storesAndRecordsTheContent() throws IOException {
    try (Upload upload = begin(request("report.pdf", (long) PDF.length, PDF_DIGEST, null))) {
      upload.write(new byte[0]);
      upload.write("%PDF-1.4\n".getBytes(UTF_8));
      upload.write("%âãÏÓ\n".getBytes(UTF_8));
      Upload.Finished finished = upload.finish();

      assertThat(finished.already()).isFalse();
      assertThat(finished.attachment().id()).isEqualTo(1);
      assertThat(finished.attachment().digest()).isEqualTo(PDF_DIGEST);
      assertThat(finished.attachment().blob())
          .isEqualTo(new BlobFacts(PDF.length, "application/pdf"));
    }

    assertThat(stored(PDF_DIGEST)).isEqualTo(PDF);
    assertThat(metadata.attachments).singleElement().satisfies(UploadTest::isTheReport);
    assertThat(ending().ending()).isEqualTo(new Ending(PDF.length, Outcome.COMPLETED, null));
    assertThat(ending().subject().attachmentId()).isEqualTo(1);
    assertThat(ending().subject().digest()).isEqualTo(PDF_DIGEST);
    assertThat(filesIn("tmp")).isEmpty();
  }

  private static void isTheReport(NewAttachment attachment) {
    assertThat(attachment.responseId()).isEqualTo(RecordedUploads.RESPONSE_ID);
    assertThat(attachment.name()).isEqualTo("report.pdf");
    assertThat(attachment.blob().digest()).isEqualTo(PDF_DIGEST);
    assertThat(attachment.blob().size()).isEqualTo(PDF.length);
    assertThat(attachment.blob().detectedExtensions()).containsExactly("pdf");
    assertThat(attachment.blob().pieces().cover(PDF.length)).isTrue();
  }

  @Test
  void finish_nothingWritten_storesTheEmptyContent() throws IOException {
    try (Upload upload = begin(request("empty.txt", 0L, Digest.OF_NOTHING, null))) {
      assertThat(upload.finish().attachment().digest()).isEqualTo(Digest.OF_NOTHING);
    }

    assertThat(stored(Digest.OF_NOTHING)).isEmpty();
  }

  @Test
  void finish_notAsDeclared_namesBothFieldsAndKeepsNothing() throws IOException {
    AttachmentError error = refusalOf(request("report.pdf", PDF.length + 1L, OTHER_DIGEST, null));

    assertThat(error.reason()).isEqualTo(ErrorReason.ERROR_REASON_VALIDATION_FAILED);
    assertThat(error.violations()).containsOnlyKeys("file_size", "sha256");
    assertNothingKept();
  }

  @Test
  void finish_nameBlocked_isRefusedAndKeepsNothing() throws IOException {
    metadata.rules.put("bat", FileTypeOutcome.BLOCKED);

    assertThat(refusalOf(request("report.bat", null, null, null)).reason())
        .isEqualTo(ErrorReason.ERROR_REASON_ATTACHMENT_BLOCKED);
    assertNothingKept();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void finish_contentBlocked_isRefusedAlsoWhenInline(boolean inline) throws IOException {
    metadata.rules.put("pdf", FileTypeOutcome.BLOCKED);

    assertThat(refusalOf(request("note.txt", inline, null, null, null)).reason())
        .isEqualTo(ErrorReason.ERROR_REASON_ATTACHMENT_BLOCKED);
    assertNothingKept();
  }

  @Test
  void finish_reviewWanted_isTaken() throws IOException {
    metadata.rules.put("pdf", FileTypeOutcome.REVIEW);

    try (Upload upload = begin(request("report.pdf", null, null, null))) {
      upload.write(PDF);
      upload.finish();
    }

    assertThat(metadata.attachments).hasSize(1);
  }

  @Test
  void write_upToTheLimit_isTaken() throws IOException {
    try (Upload upload = begin(request("zeros.bin", null, null, null))) {
      upload.write(new byte[MAX_BYTES - 1]);
      upload.write(new byte[1]);
      upload.finish();
    }
    assertThat(metadata.attachments)
        .singleElement()
        .satisfies(attachment -> assertThat(attachment.blob().size()).isEqualTo(MAX_BYTES));
  }

  @Test
  void write_beyondTheLimit_isTooLarge() throws IOException {
    try (Upload upload = begin(request("zeros.bin", null, null, null))) {
      upload.write(new byte[MAX_BYTES]);
      RefusalException refusal =
          catchThrowableOfType(RefusalException.class, () -> upload.write(new byte[1]));

      assertThat(refusal.error().reason()).isEqualTo(ErrorReason.ERROR_REASON_UPLOAD_TOO_LARGE);
    }
    assertNothingKept();
  }

  @Test
  void finish_sameRequestIdAndContent_returnsTheEarlierAttachment() throws IOException {
    uploadPdf("report.pdf", "once");

    assertThat(uploadPdf("report.pdf", "once"))
        .satisfies(again -> assertThat(again.already()).isTrue())
        .satisfies(again -> assertThat(again.attachment().id()).isEqualTo(1));
    assertThat(metadata.attachments).hasSize(1);
  }

  @Test
  void finish_sameRequestIdForAnotherName_isInvalid() throws IOException {
    uploadPdf("report.pdf", "once");

    AttachmentError error = refusalOf(request("other.pdf", null, null, "once"));

    assertThat(error.reason()).isEqualTo(ErrorReason.ERROR_REASON_VALIDATION_FAILED);
    assertThat(error.violations()).containsOnlyKeys("request_id");
    assertThat(metadata.attachments).hasSize(1);
  }

  @Test
  void finish_contentRemovedOnceStored_storesItAgainBeforeItIsRecorded() throws IOException {
    metadata.beforeRecording = () -> store.delete(PDF_DIGEST);

    uploadPdf("report.pdf", null);

    assertThat(stored(PDF_DIGEST)).isEqualTo(PDF);
    assertThat(metadata.attachments).hasSize(1);
    assertThat(filesIn("tmp")).isEmpty();
  }

  @Test
  void close_beforeTheEnd_keepsNothingAndRecordsACancelledUpload() throws IOException {
    try (Upload upload = begin(request("report.pdf", null, null, null))) {
      upload.write(PDF);
    }

    assertNothingKept();
    assertThat(ending().ending()).isEqualTo(new Ending(PDF.length, Outcome.CANCELLED, null));
  }

  @Test
  void close_afterAFailure_leavesTheRecordOfTheFailure() throws IOException {
    try (Upload upload = begin(request("report.pdf", null, null, null))) {
      upload.fail(new IOException("the disk is full"));
    }

    assertThat(ending().ending()).isEqualTo(new Ending(0, Outcome.CUT, "IOException"));
  }

  private Upload.Finished uploadPdf(String name, @Nullable String requestId) throws IOException {
    try (Upload upload = begin(request(name, null, null, requestId))) {
      upload.write(PDF);
      return upload.finish();
    }
  }

  /** What an upload of the PDF is refused with. */
  private AttachmentError refusalOf(UploadRequest request) throws IOException {
    try (Upload upload = begin(request)) {
      upload.write(PDF);
      return catchThrowableOfType(RefusalException.class, upload::finish).error();
    }
  }

  private Upload begin(UploadRequest request) throws IOException {
    return new Upload(
        request,
        7,
        RecordedUploads.RESPONSE_ID,
        MAX_BYTES,
        new BlobIngest(store, new StagingDirectory(directory.resolve("tmp")), new TypeDetector())
            .begin(),
        metadata,
        TransferAudit.upload(auditLog(), new Caller("call-1", 14, 7, RecordedUploads.TICKET_ID)));
  }

  private static UploadRequest request(
      String name, @Nullable Long size, @Nullable Digest digest, @Nullable String requestId) {
    return request(name, false, size, digest, requestId);
  }

  private static UploadRequest request(
      String name,
      boolean inline,
      @Nullable Long size,
      @Nullable Digest digest,
      @Nullable String requestId) {
    return new UploadRequest(
        TicketKey.NONE,
        RecordedUploads.RESPONSE_ID,
        name,
        inline,
        size,
        digest,
        requestId,
        Map.of());
  }

  private AuditLog auditLog() {
    return new AuditLog() {
      @Override
      public void require(AuditRecord record) {
        audit.add(record);
      }

      @Override
      public void add(AuditRecord record) {
        audit.add(record);
      }
    };
  }

  /** The record of the end of the only upload. */
  private AuditRecord ending() {
    assertThat(audit)
        .extracting(AuditRecord::event)
        .containsExactly(Event.UPLOAD_STARTED, Event.UPLOAD_ENDED);
    return audit.get(1);
  }

  private byte[] stored(Digest digest) throws IOException {
    try (BlobStore.OpenBlob blob = store.open(digest)) {
      ByteBuffer content = ByteBuffer.allocate((int) blob.size());
      while (content.hasRemaining()) {
        ByteBuffer read = blob.read(content.position(), content.remaining());
        assertThat(read.remaining()).isPositive();
        content.put(read);
      }
      return content.array();
    }
  }

  private void assertNothingKept() throws IOException {
    assertThat(filesIn("")).isEmpty();
    assertThat(metadata.attachments).isEmpty();
  }

  private List<Path> filesIn(String subdirectory) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve(subdirectory))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
