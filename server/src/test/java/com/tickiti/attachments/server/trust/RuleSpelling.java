package com.tickiti.attachments.server.trust;

import com.tickiti.attachments.server.model.FileTypeOutcome;
import com.tickiti.attachments.server.trust.AccessCase.Dimension;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ways in which a name, a content and the file-type rules come to one outcome. */
enum RuleSpelling {
  ALLOWED("allowed", "allowed.txt", FileTypeOutcome.ALLOWED, false),
  WITHOUT_A_RULE("review", "unruled.dwg", null, false),
  RULED_REVIEW("review", "ruled.reviewed", FileTypeOutcome.REVIEW, false),
  BLOCKED_BY_NAME("blocked", "named.exe", FileTypeOutcome.BLOCKED, false),
  BLOCKED_BY_CONTENT("blocked", "renamed.txt", FileTypeOutcome.ALLOWED, true);

  private final String outcome;

  /** A file name under the rules of {@link AccessHelpdesk}. */
  final String fileName;

  /** What is found for the name's extension. */
  final @Nullable FileTypeOutcome nameRule;

  /** Whether the content is a program's, which the default rules block. */
  final boolean program;

  RuleSpelling(
      String outcome, String fileName, @Nullable FileTypeOutcome nameRule, boolean program) {
    this.outcome = outcome;
    this.fileName = fileName;
    this.nameRule = nameRule;
    this.program = program;
  }

  /** All that come to what {@code combination} wants; of an unrecorded content no type is known. */
  static List<RuleSpelling> of(AccessCase combination) {
    boolean unrecorded = combination.is(Dimension.BLOB, "unrecorded");
    return Arrays.stream(values())
        .filter(spelling -> combination.is(Dimension.RULE, spelling.outcome))
        .filter(spelling -> !(spelling.program && unrecorded))
        .toList();
  }
}
