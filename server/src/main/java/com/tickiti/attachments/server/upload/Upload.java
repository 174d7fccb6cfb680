package com.tickiti.attachments.server.upload;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.access.AttachmentFacts.BlobFacts;
import com.tickiti.attachments.server.access.BlockedType;
import com.tickiti.attachments.server.access.RefusalException;
import com.tickiti.attachments.server.access.TransferOutcome;
import com.tickiti.attachments.server.audit.AuditRecord.Ending;
import com.tickiti.attachments.server.audit.AuditRecord.Outcome;
import com.tickiti.attachments.server.audit.AuditRecord.Subject;
import com.tickiti.attachments.server.audit.TransferAudit;
import com.tickiti.attachments.server.model.FileTypeOutcome;
import com.tickiti.attachments.server.model.StoredBlob;
import com.tickiti.attachments.server.upload.UploadMetadata.Recorded;
import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An upload under way. Nothing of it exists before {@link #finish} has returned. Not thread-safe;
 * the holder closes it.
 */
public final class Upload implements Closeable {

  private final UploadRequest request;
  private final long userId;
  private final long responseId;
  private final long maxBytes;
  private final IncomingBlob incoming;
  private final UploadMetadata metadata;
  private final TransferAudit audit;

  Upload(
      UploadRequest request,
      long userId,
      long responseId,
      long maxBytes,
      IncomingBlob incoming,
      UploadMetadata metadata,
      TransferAudit audit) {
    this.request = request;
    this.userId = userId;
    this.responseId = responseId;
    this.maxBytes = maxBytes;
    this.incoming = incoming;
    this.metadata = metadata;
    this.audit = audit;
  }

  /** Takes the next bytes. */
  public void write(byte[] bytes) throws IOException {
    // guard: an upload stays within the limit
    if (incoming.size() + bytes.length > maxBytes) {
      throw UploadHandler.tooLarge(maxBytes);
    }
    incoming.write(bytes, 0, bytes.length);
  }

  /** Checks, stores and records what was written. */
  public Finished finish() throws IOException {
    StoredBlob blob = incoming.inspect();
    refuseIfNotAsDeclared(blob);
    UploadMetadata.Rules rules = metadata.rules(request.name(), blob.detectedExtensions());
    // Also for inline ones: a download of those skips the rules.
    // guard: a type blocked by its name is not uploaded
    if (rules.name() == FileTypeOutcome.BLOCKED) {
      throw new RefusalException(BlockedType.byName(null, "uploaded"));
    }
    // guard: a type blocked by its content is not uploaded
    if (rules.detected() == FileTypeOutcome.BLOCKED) {
      throw new RefusalException(BlockedType.byContent("uploaded"));
    }
    incoming.store();
    Recorded recorded =
        metadata.record(
            new NewAttachment(
                userId, request.requestId(), responseId, request.name(), request.inline(), blob),
            incoming::ensureStored);
    if (!(recorded instanceof Recorded.As as)) {
      throw invalid(Map.of("request_id", List.of("was used for an upload of something else")));
    }
    AttachmentFacts attachment =
        new AttachmentFacts(
            as.attachmentId(),
            responseId,
            request.name(),
            blob.digest(),
            request.inline(),
            new BlobFacts(blob.size(), blob.mimeType()),
            rules.name(),
            rules.detected(),
            null,
            blob.reviewReason());
    audit.end(
        new Subject(as.attachmentId(), blob.digest(), null, null, null),
        new Ending(blob.size(), Outcome.COMPLETED, null));
    return new Finished(attachment, as.already());
  }

  /** Has it recorded what ended it. */
  public void fail(Exception cause) {
    audit.end(TransferOutcome.of(incoming.size(), cause));
  }

  /** Unless it has finished or failed, its caller has left it. */
  @Override
  public void close() throws IOException {
    audit.end(new Ending(incoming.size(), Outcome.CANCELLED, null));
    incoming.close();
  }

  private void refuseIfNotAsDeclared(StoredBlob blob) {
    Map<String, List<String>> violations = new LinkedHashMap<>();
    // guard: an upload's bytes have the declared size
    if (request.declaredSize() != null && request.declaredSize() != blob.size()) {
      violations.put(
          "file_size", List.of("is " + request.declaredSize() + ", but " + blob.size() + " came"));
    }
    // guard: an upload's bytes have the declared digest
    if (request.declaredDigest() != null && !request.declaredDigest().equals(blob.digest())) {
      violations.put("sha256", List.of("is not that of the bytes that came: " + blob.digest()));
    }
    if (!violations.isEmpty()) {
      throw invalid(violations);
    }
  }

  private static RefusalException invalid(Map<String, List<String>> violations) {
    return new RefusalException(AttachmentError.invalid(violations));
  }

  /**
   * What an upload came to.
   *
   * @param attachment it
   * @param already whether an earlier upload with the same request id made it
   */
  public record Finished(AttachmentFacts attachment, boolean already) {}
}
