package com.tickiti.attachments.server.filetype;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Mails and news by their header: fields in any order, of which at least two are a mail's. */
final class MailText {
  private static final Pattern FIELD = Pattern.compile("([!-9;-~]{1,76}):(?:\\s.*)?");

  /** Fields that hardly any other text has. */
  private static final Set<String> OF_MAILS =
      Set.of(
          "from", "received", "return-path", "message-id", "mime-version", "delivered-to",
          "dkim-signature", "arc-seal", "authentication-results", "received-spf", "x-mailer",
          "newsgroups", "envelope-to", "x-original-to");

  private static final Set<String> OTHERS =
      Set.of(
          "to", "cc", "bcc", "subject", "date", "sender", "reply-to", "content-type", "references",
          "in-reply-to", "content-transfer-encoding", "thread-topic", "list-id", "path", "xref");

  private static final int MAX_LINES = 1_000;

  private MailText() {}

  /** Returns null where the text is no mail. */
  static @Nullable String mimeType(DecodedText text) {
    Set<String> mails = new HashSet<>();
    Set<String> others = new HashSet<>();
    boolean mailbox = false;
    int number = 0;
    Iterator<String> lines = text.body().lines().limit(MAX_LINES).iterator();
    for (; lines.hasNext(); number++) {
      String line = lines.next();
      if (line.isBlank()) {
        break;
      }
      Matcher field = FIELD.matcher(line);
      if (field.matches()) {
        String name = field.group(1).toLowerCase(Locale.ROOT);
        (OF_MAILS.contains(name) ? mails : OTHERS.contains(name) ? others : new HashSet<>())
            .add(name);
      } else if (number == 0 && line.startsWith("From ")) {
        mailbox = true;
      } else if (number == 0 || !Character.isWhitespace(line.charAt(0))) {
        return null;
      }
    }
    if (mails.isEmpty() || mails.size() + others.size() < 2) {
      return null;
    }
    if (mails.contains("newsgroups")) {
      return "message/news";
    }
    return mailbox ? "application/mbox" : "message/rfc822";
  }
}
