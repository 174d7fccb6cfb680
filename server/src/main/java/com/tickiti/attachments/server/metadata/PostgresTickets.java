package com.tickiti.attachments.server.metadata;

import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.ticket.Response;
import com.tickiti.attachments.server.ticket.ResponsePosition;
import com.tickiti.attachments.server.ticket.ResponseSelection;
import com.tickiti.attachments.server.ticket.Ticket;
import com.tickiti.attachments.server.ticket.TicketMetadata;
import com.tickiti.attachments.server.ticket.TokenDescription;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** {@link TicketMetadata} in PostgreSQL. Thread-safe. */
public final class PostgresTickets implements TicketMetadata {

  private final DSLContext dsl;

  public PostgresTickets(Database database) {
    this.dsl = database.forRequests();
  }

  @Override
  public Optional<Ticket> ticket(long id) {
    return PostgresMetadata.query(() -> new SelectTicket(id).execute(dsl));
  }

  @Override
  public List<Response> responses(
      long ticketId, @Nullable ResponsePosition after, int limit, ResponseSelection selection) {
    return PostgresMetadata.query(
        () -> new SelectResponses(ticketId, after, limit, selection).execute(dsl));
  }

  @Override
  public Optional<TokenDescription> token(long id) {
    return PostgresMetadata.query(() -> new SelectTokenDescription(id).execute(dsl));
  }
}
