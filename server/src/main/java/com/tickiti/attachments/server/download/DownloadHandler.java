package com.tickiti.attachments.server.download;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.audit.AuditLog;
import com.tickiti.attachments.server.audit.AuditRecord.Caller;
import com.tickiti.attachments.server.audit.AuditRecord.Subject;
import com.tickiti.attachments.server.audit.AuditUnavailableException;
import com.tickiti.attachments.server.audit.TransferAudit;
import com.tickiti.attachments.server.blob.VerifiedBlobs;
import com.tickiti.attachments.server.blob.VerifiedContent;
import com.tickiti.attachments.server.download.DownloadDecision.Refuse;
import com.tickiti.attachments.server.download.DownloadDecision.Serve;
import com.tickiti.attachments.server.model.Ability;
import com.tickiti.attachments.server.model.ServedRange;
import com.tickiti.attachments.v1.ErrorReason;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Answers what may be read: fetches the facts, lets {@link DownloadPolicy} decide, opens the
 * content. Thread-safe; its methods block on the database and the blob store. They end in {@link
 * RefusalException} where the policy refuses, {@link MetadataUnavailableException} where the
 * database cannot be read, {@link AuditUnavailableException} where no audit record can be written,
 * and {@link IOException} where the content cannot be read.
 */
public final class DownloadHandler {

  private final AttachmentMetadata metadata;
  private final VerifiedBlobs blobs;
  private final AuditLog audit;

  public DownloadHandler(AttachmentMetadata metadata, VerifiedBlobs blobs, AuditLog audit) {
    this.metadata = metadata;
    this.blobs = blobs;
    this.audit = audit;
  }

  /**
   * Opens a download, its first bytes read and checked and its start recorded. The caller closes
   * it.
   *
   * @param requestId names the call in the audit log
   * @param memory asked before anything is read
   */
  public Download open(DownloadRequest request, String requestId, MemoryClaim memory)
      throws IOException {
    DownloadFacts facts = facts(request);
    DownloadDecision decision = DownloadPolicy.decide(facts, request);
    if (decision instanceof Refuse refuse) {
      if (refuse.reviewConfirmed()) {
        recordRefusal(facts, refuse, requestId);
      }
      throw new RefusalException(refuse.error());
    }
    Serve serve = (Serve) decision;
    memory.claim(serve.slice().length());
    TransferAudit record =
        TransferAudit.download(
            audit, caller(facts, requestId), subject(serve.attachment(), serve.slice()));
    try {
      return open(serve, record);
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

  private void recordRefusal(DownloadFacts facts, Refuse refuse, String requestId)
      throws AuditUnavailableException {
    TransferAudit.refused(
        audit,
        caller(facts, requestId),
        subject(Objects.requireNonNull(facts.attachment()), null),
        TransferOutcome.refused(0, refuse.error()));
  }

  private static Caller caller(DownloadFacts facts, String requestId) {
    TokenFacts token = Objects.requireNonNull(facts.token());
    TicketFacts ticket = Objects.requireNonNull(facts.ticket());
    return new Caller(requestId, token.id(), token.userId(), ticket.id());
  }

  private static Subject subject(AttachmentFacts attachment, @Nullable ServedRange part) {
    return new Subject(
        attachment.id(), attachment.digest(), attachment.grounds(), attachment.extension(), part);
  }

  /** Describes an attachment and what a download of the whole would meet. */
  public Description describe(DownloadRequest request) {
    // guard: a description needs authorisation
    DownloadFacts facts = authorisedFacts(request);
    AttachmentFacts attachment = facts.attachment();
    if (attachment == null || attachment.blob() == null) {
      throw new RefusalException(AttachmentError.of(ErrorReason.ERROR_REASON_NOT_FOUND));
    }
    return new Description(
        attachment,
        attachment.blob(),
        DownloadPolicy.decide(facts, request.withReviewConfirmed(false)),
        DownloadPolicy.decide(facts, request.withReviewConfirmed(true)));
  }

  /** One page of a ticket's attachments: those whose ids are above {@code afterId}, by id. */
  public List<AttachmentFacts> list(DownloadRequest request, long afterId, int limit) {
    // guard: a list needs authorisation
    TicketFacts ticket = authorisedFacts(request).ticket();
    return ticket == null ? List.of() : metadata.attachments(ticket.id(), afterId, limit);
  }

  private DownloadFacts authorisedFacts(DownloadRequest request) {
    DownloadFacts facts = facts(request);
    DownloadPolicy.authorise(facts, Ability.READ, request.violations())
        .ifPresent(
            error -> {
              throw new RefusalException(error);
            });
    return facts;
  }

  private DownloadFacts facts(DownloadRequest request) {
    return request.token() == null
        ? DownloadFacts.NONE
        : metadata.facts(request.token(), request.ticket(), request.attachmentId());
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
