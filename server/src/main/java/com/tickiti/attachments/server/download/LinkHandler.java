package com.tickiti.attachments.server.download;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.access.Admission;
import com.tickiti.attachments.server.access.Caller;
import com.tickiti.attachments.server.access.Gate;
import com.tickiti.attachments.server.access.Purpose;
import com.tickiti.attachments.server.access.RefusalException;
import com.tickiti.attachments.server.blob.VerifiedBlobs;
import com.tickiti.attachments.server.download.DownloadDecision.Refuse;
import com.tickiti.attachments.server.download.DownloadDecision.Serve;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.LinkClaims;
import com.tickiti.attachments.server.model.LinkSigner;
import com.tickiti.attachments.server.model.SignedLink;
import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.v1.ErrorReason;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;

/**
 * Makes links to attachments. Thread-safe; its method blocks on the database and the blob store,
 * and ends in the same exceptions as {@link DownloadHandler#open}.
 */
public final class LinkHandler {

  private final Gate gate;
  private final TicketNumbers numbers;
  private final VerifiedBlobs blobs;
  private final LinkSigner signer;
  private final Clock clock;

  public LinkHandler(
      Gate gate, TicketNumbers numbers, VerifiedBlobs blobs, LinkSigner signer, Clock clock) {
    this.gate = gate;
    this.numbers = numbers;
    this.blobs = blobs;
    this.signer = signer;
    this.clock = clock;
  }

  /** Signs a link to what the caller could download now. */
  public Link create(Caller caller, LinkRequest request) throws IOException {
    DownloadRequest download = request.download();
    Admission admission = gate.admit(caller, download.access(Purpose.READ));
    DownloadDecision decision = DownloadPolicy.decide(admission.attachment(), download);
    if (decision instanceof Refuse refuse) {
      throw new RefusalException(refuse.error());
    }
    Serve serve = (Serve) decision;
    blobs.checkSize(serve.attachment().digest(), serve.blob().size());
    if (!(caller.credential() instanceof BearerToken token)) {
      throw new RefusalException(AttachmentError.of(ErrorReason.ERROR_REASON_UNAUTHENTICATED));
    }
    Instant expiresAt = clock.instant().plus(request.expiresIn());
    LinkClaims claims =
        new LinkClaims(
            token.id(),
            admission.ticket().id(),
            serve.attachment().id(),
            download.reviewConfirmed(),
            expiresAt.toEpochMilli());
    return new Link(
        SignedLink.text(claims, token, signer),
        Instant.ofEpochMilli(claims.expiresAtMillis()),
        number(download.ticket(), admission.ticket().id()),
        serve.attachment().id());
  }

  private long number(TicketKey named, long ticketId) {
    Long value = named.value();
    return named.kind() == TicketKey.Kind.NUMBER && value != null
        ? value
        : numbers.ofTicket(ticketId);
  }

  /**
   * A link.
   *
   * @param signature to be presented in place of a bearer token
   * @param expiresAt when it stops working
   * @param ticketNumber of the attachment's ticket
   * @param attachmentId what it downloads
   */
  public record Link(String signature, Instant expiresAt, long ticketNumber, long attachmentId) {

    /** Without the signature, which works like a secret. */
    @Override
    public String toString() {
      return "link to attachment " + attachmentId;
    }
  }
}
