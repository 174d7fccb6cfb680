package com.tickiti.attachments.server.ticket;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of tickets and tokens. Every method reads the database anew and throws {@link
 * com.tickiti.attachments.server.access.MetadataUnavailableException} where it cannot be read
 * within two seconds. Implementations are thread-safe.
 */
public interface TicketMetadata {

  /** A ticket; empty where there is none of this id. */
  Optional<Ticket> ticket(long id);

  /**
   * The next responses of a ticket, in order: up to {@code limit}, and fewer where their texts
   * would take much memory, but at least one where there is one.
   *
   * @param after where to go on; {@code null} for the beginning
   */
  List<Response> responses(
      long ticketId, @Nullable ResponsePosition after, int limit, ResponseSelection selection);

  /** A token; empty where there is none of this id. */
  Optional<TokenDescription> token(long id);
}
