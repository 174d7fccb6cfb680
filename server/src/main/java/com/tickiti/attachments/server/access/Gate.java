package com.tickiti.attachments.server.access;

import com.tickiti.attachments.error.AttachmentError;
import com.tickiti.attachments.server.model.Credential;
import com.tickiti.attachments.server.model.SignedLink;
import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.v1.ErrorReason;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;

/**
 * What every call passes before anything is done for it. The order of the steps is the order of the
 * lines: limits on failed authentication, one query, limits of the token, concealment, policy.
 * Thread-safe. Its methods block on the database; they end in {@link RefusalException} where the
 * caller may not pass, and in {@link MetadataUnavailableException} where the database cannot be
 * read.
 */
public final class Gate {

  /** Of a caller who asks for no ticket. */
  private static final AccessRequest NOTHING =
      AccessRequest.ofTicket(Purpose.READ, TicketKey.NONE, Map.of());

  private final AccessMetadata metadata;
  private final boolean concealTickets;
  private final Clock clock;

  /**
   * A gate.
   *
   * @param concealTickets whether a ticket that the caller may not see is answered as if absent
   */
  public Gate(AccessMetadata metadata, boolean concealTickets) {
    this(metadata, concealTickets, Clock.systemUTC());
  }

  /** The same by another clock. */
  Gate(AccessMetadata metadata, boolean concealTickets, Clock clock) {
    this.metadata = metadata;
    this.concealTickets = concealTickets;
    this.clock = clock;
  }

  /** Lets a caller pass to a ticket, and to the attachment asked for where there is one. */
  public Admission admit(Caller caller, AccessRequest request) {
    AccessFacts found = lookUp(caller, request);
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
    TokenFacts token = lookUp(caller, NOTHING).token();
    // guard: a token is described to its bearer alone
    if (token == null || !token.authenticates()) {
      throw new RefusalException(AttachmentError.of(ErrorReason.ERROR_REASON_UNAUTHENTICATED));
    }
    return token;
  }

  private AccessFacts lookUp(Caller caller, AccessRequest request) {
    caller.summary().asks(request);
    Credential credential = caller.credential();
    if (credential == null) {
      return AccessFacts.NONE;
    }
    caller.limits().beforeLookUp(caller.client(), credential);
    AccessFacts facts =
        metadata.facts(credential, request.ticket(), request.attachmentId(), caller.cancelled());
    if (AccessPolicy.authenticates(facts, credential, request, clock.millis())) {
      caller.limits().authenticated(credential);
      return facts;
    }
    caller.limits().failed(caller.client(), credential);
    // A link that is not to what is asked gives its bearer nothing, though its token is right.
    return credential instanceof SignedLink ? AccessFacts.NONE : facts;
  }
}
