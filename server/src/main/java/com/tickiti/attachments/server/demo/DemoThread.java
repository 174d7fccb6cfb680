package com.tickiti.attachments.server.demo;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/** The demo's ticket and its conversation, as lines of a manifest. */
final class DemoThread {

  static final String STAFF_EMAIL = "priya@example.test";
  static final String CUSTOMER_EMAIL = "customer@example.test";

  static final List<Map<String, Object>> RECORDS =
      List.of(
          ImmutableMap.<String, Object>builder()
              .put("type", "ticket")
              .put("id", DemoHelpdesk.TICKET)
              .put("number", DemoHelpdesk.TICKET_NUMBER)
              .put("queue_id", DemoHelpdesk.QUEUE)
              .put("subject", "Touch screen does not respond")
              .put("status", "open")
              .put("priority", "20")
              .put("originator_email", CUSTOMER_EMAIL)
              .put("assigned_to_email", STAFF_EMAIL)
              .put("created_at", "2026-05-01T09:14:02Z")
              .put("updated_at", "2026-05-04T10:31:47Z")
              .buildOrThrow(),
          fromCustomer(
              40,
              "2026-05-01T09:14:02Z",
              "<p>Hello,</p><p>since this morning the touch screen at our till does not respond."
                  + " The mouse works.</p>",
              """
              Hello,

              since this morning the touch screen at our till does not respond. The mouse works.
              """),
          fromStaff(
                  41,
                  "2026-05-01T11:02:40Z",
                  "<p>Please run <b>UPDD Diag</b> and send us the archive that it writes.</p>",
                  "Please run UPDD Diag and send us the archive that it writes.\n")
              .buildOrThrow(),
          fromCustomer(
              DemoHelpdesk.RESPONSE,
              "2026-05-02T08:20:15Z",
              "<p>Here are the diagnostics you asked for, and what we see:</p>"
                  + "<p><img src=\"cid:"
                  + DemoAttachment.INLINE.id()
                  + "\" alt=\"The screen after a touch\"></p>",
              """
              Here are the diagnostics you asked for, and what we see:

              [The screen after a touch]
              """),
          fromStaff(
                  44,
                  "2026-05-04T09:45:00Z",
                  "<p>The trace shows the same as last month's. Ask the vendor before we answer.</p>",
                  "The trace shows the same as last month's. Ask the vendor before we answer.\n")
              .put("is_internal", true)
              .buildOrThrow(),
          fromStaff(
                  45,
                  "2026-05-04T10:31:47Z",
                  "<p>Until the new driver is out: unplug the screen for ten seconds.</p>",
                  "Until the new driver is out: unplug the screen for ten seconds.\n")
              .put("is_pinned", true)
              .buildOrThrow());

  private DemoThread() {}

  private static Map<String, Object> fromCustomer(
      long id, String time, String html, String plainText) {
    return response(id, CUSTOMER_EMAIL, time, html, plainText)
        .put("is_email_sourced", true)
        .buildOrThrow();
  }

  private static ImmutableMap.Builder<String, Object> fromStaff(
      long id, String time, String html, String plainText) {
    return response(id, STAFF_EMAIL, time, html, plainText).put("staff_response", true);
  }

  private static ImmutableMap.Builder<String, Object> response(
      long id, String from, String time, String html, String plainText) {
    return ImmutableMap.<String, Object>builder()
        .put("type", "response")
        .put("id", id)
        .put("ticket_id", DemoHelpdesk.TICKET)
        .put("created_by_email", from)
        .put("html", html)
        .put("plain_text", plainText)
        .put("created_at", time)
        .put("updated_at", time);
  }
}
