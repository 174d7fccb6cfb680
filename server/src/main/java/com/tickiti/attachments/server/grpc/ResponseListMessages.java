package com.tickiti.attachments.server.grpc;

import com.tickiti.attachments.server.download.DownloadOutcomes;
import com.tickiti.attachments.server.model.TicketKey;
import com.tickiti.attachments.server.ticket.ResponseList;
import com.tickiti.attachments.server.ticket.ResponsePosition;
import com.tickiti.attachments.v1.ListResponsesResponse;
import java.io.IOException;

/** The messages of a list of responses that follow the ticket's. */
final class ResponseListMessages implements MessageSource<ListResponsesResponse> {

  private final ResponseList responses;
  private final TicketKey ticket;
  private final DownloadOutcomes outcomes;
  private boolean pageEnded;

  ResponseListMessages(ResponseList responses, TicketKey ticket, DownloadOutcomes outcomes) {
    this.responses = responses;
    this.ticket = ticket;
    this.outcomes = outcomes;
  }

  @Override
  public boolean hasNext() {
    return responses.hasNext() || (!pageEnded && responses.nextPage() != null);
  }

  @Override
  public ListResponsesResponse next() throws IOException {
    ListResponsesResponse.Builder message = ListResponsesResponse.newBuilder();
    if (responses.hasNext()) {
      return message.setResponse(TicketMessages.response(responses.next(), outcomes)).build();
    }
    pageEnded = true;
    ResponsePosition after = responses.nextPage();
    return after == null
        ? message.build()
        : message.setNextPageToken(new ResponsePageToken(ticket, after).text()).build();
  }
}
