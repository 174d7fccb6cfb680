package com.tickiti.attachments.server.ticket;

import com.tickiti.attachments.server.model.TicketKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants to read of a ticket's responses.
 *
 * @param ticket the ticket named
 * @param selection what of each response
 * @param pageSize the most responses; 0 for all
 * @param after the last response of the page before; {@code null} for the first page
 * @param violations what is wrong with the request, by field; empty where it is well formed
 */
public record ResponsesRequest(
    TicketKey ticket,
    ResponseSelection selection,
    int pageSize,
    @Nullable ResponsePosition after,
    Map<String, List<String>> violations) {}
