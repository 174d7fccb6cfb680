package com.tickiti.attachments.server.filetype;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Code that may stand behind other text: HTML applications, PHP, and macros of a web archive. */
final class MarkupCode {
  private static final Pattern HTA = Pattern.compile("<hta:application[\\s/>]");

  /** The tag, and something that is code and no sentence. */
  private static final Pattern PHP =
      Pattern.compile(
          "<\\?php\\s+(?:/[/*]|#|\\$\\w+\\s*(?:=|\\[|->|\\()|\\?>|@?\\\\?\\w+\\s?\\("
              + "|(?:namespace|use|require|require_once|include|include_once|declare|abstract"
              + "|final|class|interface|function|if|for|foreach|while|echo|print|return)\\b"
              + "[^\\n<]{0,400}[;({:])"
              + "|<\\?=\\s*`|<\\?=\\s*[$\\\\\\w][\\w\\\\]*\\s*(?:\\(|\\[|->|\\?>|;)",
          CASE_INSENSITIVE);

  /** Perhaps after one word, as a parser that forgives much would have it. */
  private static final Pattern MARKUP = Pattern.compile("[^\\s<]{0,64}+\\s*+<[!?/A-Za-z]");

  private static final Pattern ONE_WORD = Pattern.compile("[^\\s<]{0,64}\\s*");

  /** How base64 writes the first letters of "ActiveMime", in which Word keeps macros. */
  private static final String ACTIVE_MIME = "QWN0aXZlTWlt";

  private static final Pattern BLANK = Pattern.compile("\\s+");
  private static final int MAX_WORD_CHARS = 64;

  private MarkupCode() {}

  static TextVerdict look(DecodedText text, Remainder remainder) throws IOException {
    String body = text.body();
    boolean markup = MARKUP.matcher(body).lookingAt();
    if (isPhp(body, markup)) {
      return TextVerdict.of("php", "text/x-php");
    }
    String lower = text.isMostlyText() ? text.lower() : "";
    if (HTA.matcher(lower).find() && (markup || lower.contains("<script"))) {
      return TextVerdict.of("hta");
    }
    boolean archive = lower.contains("mime-version:") && lower.contains("multipart/related");
    if (archive && (lower.contains("editdata.mso") || holdsActiveMime(body))) {
      return TextVerdict.of("docm", "multipart/related");
    }
    return text.truncated() && (markup || archive)
        ? inRemainder(archive, remainder)
        : TextVerdict.NONE;
  }

  /** What may still come is no more than a word there, so that finding one is no verdict. */
  private static TextVerdict inRemainder(boolean archive, Remainder remainder) throws IOException {
    Remainder.Answer answer =
        archive
            ? remainder.find(MAX_WORD_CHARS, "editdata.mso", ACTIVE_MIME.toLowerCase(Locale.ROOT))
            : remainder.find(MAX_WORD_CHARS, "<hta:application", "<?php");
    return new TextVerdict(null, null, answer == Remainder.Answer.NOT_FOUND);
  }

  private static boolean holdsActiveMime(String body) {
    return body.contains(ACTIVE_MIME) || BLANK.matcher(body).replaceAll("").contains(ACTIVE_MIME);
  }

  private static boolean isPhp(String body, boolean markup) {
    Matcher php = PHP.matcher(body);
    if (markup) {
      return php.find();
    }
    Matcher word = ONE_WORD.matcher(body);
    return word.lookingAt() && php.region(word.end(), body.length()).lookingAt();
  }
}
