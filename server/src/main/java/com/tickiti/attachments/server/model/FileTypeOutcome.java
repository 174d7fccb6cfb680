package com.tickiti.attachments.server.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a file-type rule says of an extension. */
public enum FileTypeOutcome {
  /** Downloads without further ado. */
  ALLOWED,
  /** Downloads once the review is confirmed; also every extension without a rule. */
  REVIEW,
  /** Never downloads. */
  BLOCKED;

  /**
   * What the rules for a file come to. (Contract: File-type rules.)
   *
   * @param nameRule the rule for the extension of its name; {@code null} where there is none
   * @param blockedByContent whether any extension of the type detected from its bytes is blocked
   * @param reviewedByContent whether its bytes need a review at least
   */
  public static FileTypeOutcome decide(
      @Nullable FileTypeOutcome nameRule, boolean blockedByContent, boolean reviewedByContent) {
    // guard: the detected type can block
    if (blockedByContent) {
      return BLOCKED;
    }
    // guard: what detection has no verdict on is review
    if (nameRule == ALLOWED && reviewedByContent) {
      return REVIEW;
    }
    // guard: an extension without a rule is review
    return nameRule == null ? REVIEW : nameRule;
  }

  /** The outcome that is stored and written as {@code name}; throws where there is none. */
  public static FileTypeOutcome ofStored(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** The name it is stored and written under: {@code allowed}, {@code review}, {@code blocked}. */
  public String stored() {
    return name().toLowerCase(Locale.ROOT);
  }
}
