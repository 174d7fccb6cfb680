package com.tickiti.attachments.server.upload;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.access.AccessRequest;
import com.tickiti.attachments.server.access.Admission;
import com.tickiti.attachments.server.access.Caller;
import com.tickiti.attachments.server.access.Gate;
import com.tickiti.attachments.server.access.Purpose;
import com.tickiti.attachments.server.access.RefusalException;
import com.tickiti.attachments.server.access.TransferOutcome;
import com.tickiti.attachments.server.audit.AuditLog;
import com.tickiti.attachments.server.audit.TransferAudit;
import com.tickiti.attachments.v1.ErrorReason;
import java.io.IOException;

/**
 * Lets callers add attachments. Thread-safe; its methods block on the database and the blob store,
 * and end in {@link RefusalException}, {@link
 * com.tickiti.attachments.server.access.MetadataUnavailableException}, {@link
 * com.tickiti.attachments.server.audit.AuditUnavailableException} and {@link IOException}.
 */
public final class UploadHandler {

  private final Gate gate;
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
      Gate gate, UploadMetadata metadata, BlobIngest blobs, AuditLog audit, long maxBytes) {
    this.gate = gate;
    this.metadata = metadata;
    this.blobs = blobs;
    this.audit = audit;
    this.maxBytes = maxBytes;
  }

  /** Begins an upload that is authorised and fits, and records its start; the caller closes it. */
  public Upload begin(Caller caller, UploadRequest request) throws IOException {
    Admission admission =
        gate.admit(
            caller, AccessRequest.ofTicket(Purpose.WRITE, request.ticket(), request.violations()));
    Long responseId = request.responseId();
    if (responseId == null
        // guard: an upload's response belongs to the ticket
        || !metadata.hasResponse(admission.ticket().id(), responseId)) {
      throw new RefusalException(
          AttachmentError.of(ErrorReason.ERROR_REASON_NOT_FOUND)
              .withMessage("There is no such response on this ticket."));
    }
    // guard: an upload's declared size is within the limit
    if (request.declaredSize() != null && request.declaredSize() > maxBytes) {
      throw tooLarge(maxBytes);
    }
    caller
        .limits()
        .claimForUpload(request.declaredSize() == null ? maxBytes : request.declaredSize());
    TransferAudit record = TransferAudit.upload(audit, admission.auditedAs(caller));
    try {
      IncomingBlob incoming = blobs.begin();
      long userId = admission.token().userId();
      return new Upload(request, userId, responseId, maxBytes, incoming, metadata, record);
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
