package com.tickiti.attachments.server.telemetry;

import com.google.common.net.InetAddresses;
import com.tickiti.attachments.edge.log.Log;
import com.tickiti.attachments.server.access.CallSummary;
import com.tickiti.attachments.server.access.Caller;
import com.tickiti.attachments.server.model.TicketKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One event for each finished request. Neither a token nor a link's signature is in it. */
final class RequestLog {

  private static final Logger log = LoggerFactory.getLogger(Log.REQUESTS);

  private RequestLog() {}

  static void write(String method, Caller caller, String outcome, long nanos) {
    CallSummary summary = caller.summary();
    LoggingEventBuilder event =
        log.atInfo()
            .addKeyValue("request_id", caller.requestId())
            .addKeyValue("method", method)
            .addKeyValue("outcome", outcome);
    TicketKey ticket = summary.ticket();
    if (ticket.value() != null) {
      event =
          event.addKeyValue(
              ticket.kind() == TicketKey.Kind.ID ? "ticket_id" : "ticket", ticket.value());
    }
    if (summary.attachmentId() != null) {
      event = event.addKeyValue("attachment", summary.attachmentId());
    }
    event
        .addKeyValue("bytes", summary.bytes())
        .addKeyValue("duration_ms", Math.round(nanos / 1e3) / 1e3)
        .addKeyValue("client", InetAddresses.toAddrString(caller.client()))
        .log("request");
  }
}
