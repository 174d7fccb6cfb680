package com.tickiti.attachments.server.download;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.access.AccessRequest;
import com.tickiti.attachments.server.access.Admission;
import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.access.Caller;
import com.tickiti.attachments.server.access.Gate;
import com.tickiti.attachments.server.access.Purpose;
import com.tickiti.attachments.server.access.RefusalException;
import com.tickiti.attachments.server.access.TransferOutcome;
import com.tickiti.attachments.server.audit.AuditLog;
import com.tickiti.attachments.server.audit.AuditRecord.Subject;
import com.tickiti.attachments.server.audit.AuditUnavailableException;
import com.tickiti.attachments.server.audit.TransferAudit;
import com.tickiti.attachments.server.blob.VerifiedBlobs;
import com.tickiti.attachments.server.blob.VerifiedContent;
import com.tickiti.attachments.server.download.DownloadDecision.Refuse;
import com.tickiti.attachments.server.download.DownloadDecision.Serve;
import com.tickiti.attachments.server.model.ServedRange;
import com.tickiti.attachments.server.model.SignedLink;
import com.tickiti.attachments.v1.ErrorReason;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers what may be read: has the caller admitted, lets {@link DownloadPolicy} decide, opens the
 * content. Thread-safe; its methods block on the database and the blob store. They end in {@link
 * RefusalException} where gate or policy refuses, {@link
 * com.tickiti.attachments.server.access.MetadataUnavailableException} where the database cannot be
 * read, {@link AuditUnavailableException} where no audit record can be written, and {@link
 * IOException} where the content cannot be read.
 */
public final class DownloadHandler {

  private final Gate gate;
  private final AttachmentMetadata metadata;
  private final VerifiedBlobs blobs;
  private final AuditLog audit;

  public DownloadHandler(
      Gate gate, AttachmentMetadata metadata, VerifiedBlobs blobs, AuditLog audit) {
    this.gate = gate;
    this.metadata = metadata;
    this.blobs = blobs;
    this.audit = audit;
  }

  /**
   * Opens a download, its first bytes read and checked and its start recorded. The caller closes
   * it.
   */
  public Download open(Caller caller, DownloadRequest asked) throws IOException {
    DownloadRequest request =
        // guard: a link confirms no more than its maker did
        caller.credential() instanceof SignedLink link
            ? asked.withReviewConfirmed(link.claims().reviewConfirmed())
            : asked;
    Admission admission = gate.admit(caller, request.access(Purpose.DOWNLOAD));
    DownloadDecision decision = DownloadPolicy.decide(admission.attachment(), request);
    if (decision instanceof Refuse refuse) {
      AttachmentFacts attachment = admission.attachment();
      if (refuse.reviewConfirmed() && attachment != null) {
        TransferAudit.refused(
            audit,
            admission.auditedAs(caller),
            subject(attachment, null),
            TransferOutcome.refused(0, refuse.error()));
      }
      throw new RefusalException(refuse.error());
    }
    Serve serve = (Serve) decision;
    ServedRange sent = request.headerOnly() ? serve.slice().withoutBytes() : serve.slice();
    caller.limits().claimForDownload(sent.length());
    TransferAudit record =
        TransferAudit.download(
            audit, admission.auditedAs(caller), subject(serve.attachment(), sent));
    try {
      return request.headerOnly() ? openHeader(serve, record) : open(serve, record);
    } catch (IOException | RuntimeException e) {
      record.end(TransferOutcome.of(0, e));
      throw e;
    }
  }

  private Download open(Serve serve, TransferAudit record) throws IOException {
    VerifiedContent content =
        blobs.open(serve.attachment().digest(), serve.blob().size(), serve.slice());
    try {
      return new Download(serve, content, record);
    } catch (IOException | RuntimeException e) {
      content.close();
      throw e;
    }
  }

  /** The content is found, and none of it read. */
  private Download openHeader(Serve serve, TransferAudit record) throws IOException {
    blobs.checkSize(serve.attachment().digest(), serve.blob().size());
    return new Download(serve, record);
  }

  private static Subject subject(AttachmentFacts attachment, @Nullable ServedRange part) {
    return new Subject(
        attachment.id(), attachment.digest(), attachment.grounds(), attachment.extension(), part);
  }

  /** Describes an attachment and what a download of the whole would meet. */
  public Description describe(Caller caller, DownloadRequest request) {
    AttachmentFacts attachment = gate.admit(caller, request.access(Purpose.READ)).attachment();
    if (attachment == null || attachment.blob() == null) {
      throw new RefusalException(AttachmentError.of(ErrorReason.ERROR_REASON_NOT_FOUND));
    }
    return new Description(
        attachment,
        attachment.blob(),
        DownloadPolicy.decide(attachment, request.withReviewConfirmed(false)),
        DownloadPolicy.decide(attachment, request.withReviewConfirmed(true)));
  }

  /** One page of a ticket's attachments: those whose ids are above {@code afterId}, by id. */
  public List<AttachmentFacts> list(Caller caller, AccessRequest request, long afterId, int limit) {
    long ticketId = gate.admit(caller, request).ticket().id();
    return metadata.attachments(ticketId, afterId, limit);
  }

  /**
   * An attachment and what a download of it would meet.
   *
   * @param attachment it
   * @param blob its content
   * @param unconfirmed the decision without an intent
   * @param confirmed the decision with the review confirmed
   */
  public record Description(
      AttachmentFacts attachment,
      AttachmentFacts.BlobFacts blob,
      DownloadDecision unconfirmed,
      DownloadDecision confirmed) {}
}
