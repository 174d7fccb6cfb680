package com.tickiti.attachments.server.metadata.admin;

import static com.tickiti.attachments.server.metadata.generated.Tables.FILE_TYPE_RULES;
import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.val;

import com.tickiti.attachments.server.model.FileTypeOutcome;
import com.tickiti.attachments.server.model.FileTypeRule;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** The rules that apply to a file of a name and a detected type. */
record SelectApplicableRules(String name, List<String> detectedExtensions) {

  ApplicableRules execute(DSLContext dsl) {
    String extension =
        dsl.select(function("attachment_extension", SQLDataType.VARCHAR, val(name)))
            .fetchSingle()
            .value1();
    List<String> wanted = new ArrayList<>(detectedExtensions);
    if (extension != null) {
      wanted.add(extension);
    }
    List<FileTypeRule> rules =
        dsl.select(FILE_TYPE_RULES.EXTENSION, FILE_TYPE_RULES.OUTCOME, FILE_TYPE_RULES.NOTE)
            .from(FILE_TYPE_RULES)
            .where(FILE_TYPE_RULES.EXTENSION.in(wanted))
            .orderBy(FILE_TYPE_RULES.EXTENSION)
            .fetch(
                row ->
                    new FileTypeRule(
                        row.value1(), FileTypeOutcome.ofStored(row.value2()), row.value3()));
    return new ApplicableRules(
        extension,
        ruleFor(extension, rules),
        rules.stream().filter(rule -> detectedExtensions.contains(rule.extension())).toList());
  }

  private static @Nullable FileTypeRule ruleFor(
      @Nullable String extension, List<FileTypeRule> rules) {
    for (FileTypeRule rule : rules) {
      if (rule.extension().equals(extension)) {
        return rule;
      }
    }
    return null;
  }
}
