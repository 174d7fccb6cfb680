package com.tickiti.attachments.server.upload;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.audit.AuditLog;
import com.tickiti.attachments.server.audit.AuditRecord.Caller;
import com.tickiti.attachments.server.audit.TransferAudit;
import com.tickiti.attachments.server.download.AttachmentMetadata;
import com.tickiti.attachments.server.download.DownloadFacts;
import com.tickiti.attachments.server.download.DownloadPolicy;
import com.tickiti.attachments.server.download.MemoryClaim;
import com.tickiti.attachments.server.download.RefusalException;
import com.tickiti.attachments.server.download.TicketFacts;
import com.tickiti.attachments.server.download.TokenFacts;
import com.tickiti.attachments.server.download.TransferOutcome;
import com.tickiti.attachments.server.model.Ability;
import com.tickiti.attachments.v1.ErrorReason;
import java.io.IOException;

/**
 * Lets callers add attachments. Thread-safe; its methods block on the database and the blob store,
 * and end in the same exceptions as those of {@link
 * com.tickiti.attachments.server.download.DownloadHandler}.
 */
public final class UploadHandler {

  private final AttachmentMetadata access;
  private final UploadMetadata metadata;
  private final BlobIngest blobs;
  private final AuditLog audit;
  private final long maxBytes;

  /**
   * A handler.
   *
   * @param maxBytes the largest content that is taken, in bytes
   */
  public UploadHandler(
      AttachmentMetadata access,
      UploadMetadata metadata,
      BlobIngest blobs,
      AuditLog audit,
      long maxBytes) {
    this.access = access;
    this.metadata = metadata;
    this.blobs = blobs;
    this.audit = audit;
    this.maxBytes = maxBytes;
  }

  /**
   * Begins an upload that is authorised and fits, and records its start; the caller closes it.
   *
   * @param requestId names the call in the audit log
   * @param memory asked before anything is taken in
   */
  public Upload begin(UploadRequest request, String requestId, MemoryClaim memory)
      throws IOException {
    DownloadFacts facts =
        request.token() == null
            ? DownloadFacts.NONE
            : access.facts(request.token(), request.ticket(), null);
    DownloadPolicy.authorise(facts, Ability.WRITE, request.violations())
        .ifPresent(
            error -> {
              throw new RefusalException(error);
            });
    TokenFacts token = facts.token();
    TicketFacts ticket = facts.ticket();
    Long responseId = request.responseId();
    if (token == null
        || ticket == null
        || responseId == null
        // guard: an upload's response belongs to the ticket
        || !metadata.hasResponse(ticket.id(), responseId)) {
      throw new RefusalException(
          AttachmentError.of(ErrorReason.ERROR_REASON_NOT_FOUND)
              .withMessage("There is no such response on this ticket."));
    }
    // guard: an upload's declared size is within the limit
    if (request.declaredSize() != null && request.declaredSize() > maxBytes) {
      throw tooLarge(maxBytes);
    }
    memory.claim(request.declaredSize() == null ? maxBytes : request.declaredSize());
    TransferAudit record =
        TransferAudit.upload(audit, new Caller(requestId, token.id(), token.userId(), ticket.id()));
    try {
      IncomingBlob incoming = blobs.begin();
      return new Upload(request, token.userId(), responseId, maxBytes, incoming, metadata, record);
    } catch (IOException | RuntimeException e) {
      record.end(TransferOutcome.of(0, e));
      throw e;
    }
  }

  static RefusalException tooLarge(long maxBytes) {
    return new RefusalException(
        AttachmentError.of(ErrorReason.ERROR_REASON_UPLOAD_TOO_LARGE)
            .withMessage("The file exceeds the upload size limit of " + maxBytes + " bytes."));
  }
}
