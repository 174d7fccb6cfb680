package com.tickiti.attachments.server.access;

/**
 * What is recorded of the ticket that a caller named.
 *
 * @param id internal id
 * @param queueVisible whether the token's owner may see its queue
 */
public record TicketFacts(long id, boolean queueVisible) {}
