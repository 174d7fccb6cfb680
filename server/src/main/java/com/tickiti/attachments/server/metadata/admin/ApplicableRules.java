package com.tickiti.attachments.server.metadata.admin;

import com.tickiti.attachments.server.model.FileTypeOutcome;
import com.tickiti.attachments.server.model.FileTypeRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules that apply to a file.
 *
 * @param extension of its name, as rules are looked up by it; {@code null} where it has none
 * @param name the rule for it; {@code null} where there is none
 * @param content the rules for the extensions of its detected type
 */
public record ApplicableRules(
    @Nullable String extension, @Nullable FileTypeRule name, List<FileTypeRule> content) {

  /** The rules by which its content is blocked. */
  public List<FileTypeRule> blockedByContent() {
    return content.stream().filter(rule -> rule.outcome() == FileTypeOutcome.BLOCKED).toList();
  }
}
