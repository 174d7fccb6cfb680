package com.tickiti.attachments.server.manifest;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/** Times as in RFC 3339. */
public final class Rfc3339 {

  /** What to tell someone who has written something else. */
  public static final String EXPECTED = "RFC 3339, such as 2030-01-31T12:00:00Z";

  /** Java's own ISO 8601 takes more: times without seconds, and years of nine digits. */
  private static final Pattern FORM =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})");

  private Rfc3339() {}

  /** Reads a time; throws where {@code text} is none. */
  public static OffsetDateTime parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new DateTimeException("not of the form");
    }
    return OffsetDateTime.parse(text);
  }
}
