package com.tickiti.attachments.server.model;

import java.util.Locale;

/** What a file-type rule says of an extension. */
public enum FileTypeOutcome {
  /** Downloads without further ado. */
  ALLOWED,
  /** Downloads once the review is confirmed; also every extension without a rule. */
  REVIEW,
  /** Never downloads. */
  BLOCKED;

  /** The outcome that is stored and written as {@code name}; throws where there is none. */
  public static FileTypeOutcome ofStored(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** The name it is stored and written under: {@code allowed}, {@code review}, {@code blocked}. */
  public String stored() {
    return name().toLowerCase(Locale.ROOT);
  }
}
