package com.tickiti.attachments.server.trust;

import com.tickiti.attachments.server.trust.AccessCase.Dimension;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the contract says of each combination, written from its text alone and not from the code
 * that it judges: the first row whose conditions all hold gives the answer.
 */
final class AccessTable {

  private static final String TABLE =
      """
      401 unauthenticated            token=missing,malformed,wrong_scheme,unknown_id,wrong_secret,expired,revoked
      403 forbidden                  token=no_ability
      403 forbidden                  user=not_staff,gone
      404 not_found                  ticket=absent
      403 forbidden                  queue=hidden
      404 not_found                  attachment=other_tickets,absent,no_number
      403 attachment_blocked         inline=no rule=blocked
      403 attachment_review_required inline=no rule=review intent=absent,null,other
      404 not_found                  blob=unrecorded
      413 attachment_too_large       size=above
      404 not_found                  blob=file_missing
      200 -
      """;

  private static final Pattern SPACES = Pattern.compile(" +");

  private static final List<Row> ROWS = TABLE.lines().map(AccessTable::parse).toList();

  private AccessTable() {}

  /**
   * One line of the table.
   *
   * @param status of the answer
   * @param error its code; {@code -} for none
   * @param conditions the values that a combination must have; other dimensions do not matter
   */
  record Row(int status, String error, Map<Dimension, List<String>> conditions) {

    private boolean holdsFor(AccessCase combination) {
      return conditions.entrySet().stream()
          .allMatch(c -> c.getValue().contains(combination.get(c.getKey())));
    }

    boolean serves() {
      return status == 200;
    }
  }

  /** All lines, in order. */
  static List<Row> rows() {
    return ROWS;
  }

  /** The line that speaks of {@code combination}. */
  static Row rowFor(AccessCase combination) {
    return ROWS.stream().filter(row -> row.holdsFor(combination)).findFirst().orElseThrow();
  }

  private static Row parse(String line) {
    List<String> words = List.of(SPACES.split(line));
    Map<Dimension, List<String>> conditions = new LinkedHashMap<>();
    for (String condition : words.subList(2, words.size())) {
      int equals = condition.indexOf('=');
      Dimension dimension =
          Dimension.valueOf(condition.substring(0, equals).toUpperCase(Locale.ROOT));
      List<String> values = Arrays.asList(condition.substring(equals + 1).split(",", -1));
      if (!dimension.choices.containsAll(values)) {
        throw new IllegalArgumentException(
            "condition: " + condition + " (expected: values of " + dimension.choices + ")");
      }
      conditions.put(dimension, values);
    }
    return new Row(Integer.parseInt(words.get(0)), words.get(1), Map.copyOf(conditions));
  }
}
