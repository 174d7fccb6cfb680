package com.tickiti.attachments.server.demo;

import com.google.common.collect.ImmutableMap;
import com.tickiti.attachments.wire.Limits;
import java.util.Map;

/** The demo's attachments, each for something else that can become of a download. */
public enum DemoAttachment {
  DOCUMENTED(14_494, "UPDD Diag.zip", DemoContent.zip(1_196_962)),
  BLOCKED(14_495, "setup.exe", DemoContent.program("setup")),
  BLOCKED_RENAMED(14_496, "invoice.pdf", DemoContent.program("not an invoice")),
  REVIEW(14_497, "driver.log", DemoContent.log(5_000)),
  INLINE(14_498, "screenshot.heic", DemoContent.text("not gated, as it is part of the text\n")),
  TOO_LARGE(14_499, "too large.txt", DemoContent.log(Limits.MAX_WHOLE_BYTES + 1)),
  LARGEST(14_500, "just not too large.txt", DemoContent.log(Limits.MAX_WHOLE_BYTES)),
  OTHER_TICKET(14_501, "other.txt", DemoContent.text("of another ticket\n")),
  MISSING(14_502, "lost.txt", DemoContent.text("no longer stored\n")),
  EMPTY(14_503, "empty.txt", DemoContent.text("")),
  QUOTES(14_504, "a \"quoted\"\nname.txt", DemoContent.text("quotes and a newline\n")),
  EMOJI(14_505, "\ud83d\udcce r\u00e9sum\u00e9 \ud83d\ude00.txt", DemoContent.text("emoji\n")),
  RIGHT_TO_LEFT(14_506, "\u05d3\u05d5\u05d7 2026.txt", DemoContent.text("right to left\n")),
  DAMAGED(14_507, "damaged.txt", DemoContent.text("what was stored\n"));

  private final long id;
  private final String fileName;

  @SuppressWarnings("ImmutableEnumChecker") // it writes the same bytes each time
  private final DemoContent content;

  DemoAttachment(long id, String fileName, DemoContent content) {
    this.id = id;
    this.fileName = fileName;
    this.content = content;
  }

  long id() {
    return id;
  }

  DemoContent content() {
    return content;
  }

  /** Where its content is, seen from the manifest. */
  String file() {
    return "files/" + id;
  }

  /** Its line in the manifest. */
  Map<String, Object> record() {
    long responseId = this == OTHER_TICKET ? DemoHelpdesk.OTHER_RESPONSE : DemoHelpdesk.RESPONSE;
    return ImmutableMap.<String, Object>builder()
        .put("type", "attachment")
        .put("id", id)
        .put("response_id", responseId)
        .put("name", fileName)
        .put("is_inline", this == INLINE)
        .put("file", file())
        .buildOrThrow();
  }
}
