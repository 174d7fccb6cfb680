package com.tickiti.attachments.server.metadata;

import com.tickiti.attachments.server.access.AccessFacts;
import com.tickiti.attachments.server.access.AccessMetadata;
import com.tickiti.attachments.server.access.AttachmentFacts;
import com.tickiti.attachments.server.access.MetadataUnavailableException;
import com.tickiti.attachments.server.access.TokenFacts;
import com.tickiti.attachments.server.blob.PieceDigestSource;
import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.database.DatabaseFaults;
import com.tickiti.attachments.server.download.AttachmentMetadata;
import com.tickiti.attachments.server.download.TicketNumbers;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.Credential;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import com.tickiti.attachments.server.model.TicketKey;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/** What calls and downloads read of PostgreSQL, one query a method. Thread-safe. */
public final class PostgresMetadata
    implements AccessMetadata, AttachmentMetadata, TicketNumbers, PieceDigestSource {

  private final DSLContext dsl;
  private final TokenUses uses;
  private final Map<TicketKey.Kind, SharedRoundTrips<SelectDownloadFacts, Record>> decisions =
      new EnumMap<>(TicketKey.Kind.class);

  /**
   * Reads {@code database}.
   *
   * @param uses told of every token that proves right; stays the caller's
   */
  public PostgresMetadata(Database database, TokenUses uses) {
    this.dsl = database.forRequests();
    this.uses = uses;
    for (TicketKey.Kind kind : TicketKey.Kind.values()) {
      decisions.put(
          kind,
          new SharedRoundTrips<>(
              asked -> asked.fetch(dsl),
              asked -> new SelectManyDownloadFacts(kind, asked).fetch(dsl),
              failure -> DatabaseFaults.reason(failure).isEmpty(),
              SharedRoundTrips.MAX_WAIT));
    }
  }

  @Override
  public AccessFacts facts(
      Credential credential,
      TicketKey ticket,
      @Nullable Long attachmentId,
      BooleanSupplier cancelled) {
    SelectDownloadFacts asked = new SelectDownloadFacts(credential, ticket, attachmentId);
    var roundTrips = Objects.requireNonNull(decisions.get(ticket.kind()));
    AccessFacts facts = query(() -> asked.read(roundTrips.ask(asked, cancelled)));
    TokenFacts used = facts.token();
    if (used != null && used.authenticates()) {
      uses.note(used.id());
    }
    return facts;
  }

  @Override
  public List<AttachmentFacts> attachments(long ticketId, long afterId, int limit) {
    return query(() -> new SelectAttachments(ticketId, afterId, limit).execute(dsl));
  }

  @Override
  public long ofTicket(long ticketId) {
    return query(() -> new SelectTicketNumber(ticketId).execute(dsl));
  }

  @Override
  public PieceDigests pieces(Digest digest) {
    return query(() -> new SelectPieceDigests(digest).execute(dsl));
  }

  /**
   * Runs every query that a download needs, for relations that are kept by others.
   *
   * @throws DataAccessException whose root cause names what is missing
   */
  public void checkRelations() {
    BearerToken nobodys = BearerToken.parse("Bearer 0|none").orElseThrow();
    SelectDownloadFacts nothing = new SelectDownloadFacts(nobodys, TicketKey.NONE, null);
    nothing.execute(dsl);
    new SelectManyDownloadFacts(TicketKey.NONE.kind(), List.of(nothing)).fetch(dsl);
    new SelectPieceDigests(Digest.OF_NOTHING).execute(dsl);
  }

  static <T> T query(Supplier<T> work) {
    try {
      return work.get();
    } catch (DataAccessException e) {
      throw new MetadataUnavailableException(e);
    }
  }
}
