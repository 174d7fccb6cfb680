package com.tickiti.attachments.server.download;

/** Which number people know a ticket by. Implementations are thread-safe. */
@FunctionalInterface
public interface TicketNumbers {

  /**
   * The number of the ticket with the internal id {@code ticketId}, which exists.
   *
   * @throws com.tickiti.attachments.server.access.MetadataUnavailableException where it cannot be
   *     read within two seconds
   */
  long ofTicket(long ticketId);
}
