package com.tickiti.attachments.server.filetype;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Mails, news and saved web pages by their header: fields in any order, of which at least two are a
 * mail's.
 */
final class MailText {
  private static final Pattern FIELD = Pattern.compile("([!-9;-~]{1,76}):(?:\\s.*)?");

  /** Fields that hardly any other text has. */
  private static final Set<String> OF_MAILS =
      Set.of(
          "from",
          "received",
          "return-path",
          "message-id",
          "mime-version",
          "delivered-to",
          "dkim-signature",
          "arc-seal",
          "authentication-results",
          "received-spf",
          "x-mailer",
          "newsgroups",
          "envelope-to",
          "x-original-to");

  private static final Set<String> OTHERS =
      Set.of(
          "to",
          "cc",
          "bcc",
          "subject",
          "date",
          "sender",
          "reply-to",
          "content-type",
          "references",
          "in-reply-to",
          "content-transfer-encoding",
          "thread-topic",
          "list-id",
          "path",
          "xref");

  private static final int MAX_LINES = 1_000;

  private MailText() {}

  /** A saved web page has a mail's format, and was never sent. */
  private static final Set<String> OF_DELIVERY =
      Set.of("to", "cc", "bcc", "received", "return-path", "delivered-to", "message-id");

  /** Returns null where the text is no mail. */
  static @Nullable String mimeType(DecodedText text) {
    Map<String, String> fields = new HashMap<>();
    boolean mailbox = false;
    int number = 0;
    String last = "";
    Iterator<String> lines = text.body().lines().limit(MAX_LINES).iterator();
    for (; lines.hasNext(); number++) {
      String line = lines.next();
      if (line.isBlank()) {
        break;
      }
      Matcher field = FIELD.matcher(line);
      if (field.matches()) {
        last = field.group(1).toLowerCase(Locale.ROOT);
        fields.putIfAbsent(last, line.toLowerCase(Locale.ROOT));
      } else if (number == 0 && line.startsWith("From ")) {
        mailbox = true;
      } else if (number == 0 || !Character.isWhitespace(line.charAt(0))) {
        return null;
      } else {
        fields.computeIfPresent(last, (name, value) -> value + line.toLowerCase(Locale.ROOT));
      }
    }
    return mimeType(fields, mailbox);
  }

  private static @Nullable String mimeType(Map<String, String> fields, boolean mailbox) {
    boolean isMail = fields.keySet().stream().anyMatch(OF_MAILS::contains);
    long known =
        fields.keySet().stream()
            .filter(name -> OF_MAILS.contains(name) || OTHERS.contains(name))
            .count();
    if (!isMail || known < 2) {
      return null;
    }
    if (fields.containsKey("newsgroups")) {
      return "message/news";
    }
    boolean page =
        fields.getOrDefault("content-type", "").contains("multipart/related")
            && fields.keySet().stream().noneMatch(OF_DELIVERY::contains);
    return page ? "multipart/related" : mailbox ? "application/mbox" : "message/rfc822";
  }
}
