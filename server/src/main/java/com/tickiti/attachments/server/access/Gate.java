package com.tickiti.attachments.server.access;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.model.Credential;
import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.v1.ErrorReason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What every call passes before anything is done for it. The order of the steps is the order of the
 * lines: limits on failed authentication, one query, limits of the token, concealment, policy.
 * Thread-safe. Its methods block on the database; they end in {@link RefusalException} where the
 * caller may not pass, and in {@link MetadataUnavailableException} where the database cannot be
 * read.
 */
public final class Gate {

  private final AccessMetadata metadata;
  private final boolean concealTickets;

  /**
   * A gate.
   *
   * @param concealTickets whether a ticket that the caller may not see is answered as if absent
   */
  public Gate(AccessMetadata metadata, boolean concealTickets) {
    this.metadata = metadata;
    this.concealTickets = concealTickets;
  }

  /** Lets a caller pass to a ticket, and to the attachment asked for where there is one. */
  public Admission admit(Caller caller, AccessRequest request) {
    AccessFacts found = lookUp(caller, request.ticket(), request.attachmentId());
    AccessFacts facts = concealTickets ? AccessPolicy.concealed(found) : found;
    // guard: every call is authorised at the gate
    AccessPolicy.authorise(facts, request)
        .ifPresent(
            error -> {
              throw new RefusalException(error);
            });
    return new Admission(
        Objects.requireNonNull(facts.token()),
        Objects.requireNonNull(facts.ticket()),
        facts.attachment());
  }

  /** Finds out whose token a caller presents, whatever it may be used for. */
  public TokenFacts authenticate(Caller caller) {
    TokenFacts token = lookUp(caller, TicketKey.NONE, null).token();
    // guard: a token is described to its bearer alone
    if (token == null || !token.authenticates()) {
      throw new RefusalException(AttachmentError.of(ErrorReason.ERROR_REASON_UNAUTHENTICATED));
    }
    return token;
  }

  private AccessFacts lookUp(Caller caller, TicketKey ticket, @Nullable Long attachmentId) {
    Credential credential = caller.credential();
    if (credential == null) {
      return AccessFacts.NONE;
    }
    caller.limits().beforeLookUp(caller.client(), credential);
    AccessFacts facts = metadata.facts(credential, ticket, attachmentId);
    TokenFacts token = facts.token();
    if (token != null && token.authenticates()) {
      caller.limits().authenticated(credential);
    } else {
      caller.limits().failed(caller.client(), credential);
    }
    return facts;
  }
}
