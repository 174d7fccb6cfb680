package com.tickiti.attachments.server.metadata;

import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.download.AttachmentFacts;
import com.tickiti.attachments.server.download.AttachmentMetadata;
import com.tickiti.attachments.server.download.DownloadFacts;
import com.tickiti.attachments.server.download.MetadataUnavailableException;
import com.tickiti.attachments.server.download.TokenFacts;
import com.tickiti.attachments.server.model.BearerToken;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import com.tickiti.attachments.server.model.TicketKey;
import java.util.List;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/** {@link AttachmentMetadata} in PostgreSQL, one query a method. Thread-safe. */
public final class PostgresMetadata implements AttachmentMetadata {

  private final DSLContext dsl;
  private final TokenUses uses;

  /**
   * Reads {@code database}.
   *
   * @param uses told of every token that proves right; stays the caller's
   */
  public PostgresMetadata(Database database, TokenUses uses) {
    this.dsl = database.forRequests();
    this.uses = uses;
  }

  @Override
  public DownloadFacts facts(BearerToken token, TicketKey ticket, @Nullable Long attachmentId) {
    DownloadFacts facts =
        query(() -> new SelectDownloadFacts(token, ticket, attachmentId).execute(dsl));
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
    new SelectDownloadFacts(nobodys, TicketKey.NONE, null).execute(dsl);
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
