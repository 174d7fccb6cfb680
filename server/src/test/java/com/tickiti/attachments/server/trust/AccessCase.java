package com.tickiti.attachments.server.trust;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One combination of everything that decides on a download.
 *
 * @param values the value of each dimension
 */
record AccessCase(Map<Dimension, String> values) {

  /** What decides, and the values each can have. */
  enum Dimension {
    TOKEN(
        "missing",
        "malformed",
        "wrong_scheme",
        "unknown_id",
        "wrong_secret",
        "expired",
        "revoked",
        "no_ability",
        "read",
        "write"),
    /** The token's owner; a helpdesk whose tables are views may lack the row. */
    USER("staff", "not_staff", "gone"),
    QUEUE("visible", "hidden"),
    TICKET("by_number", "by_id", "absent"),
    ATTACHMENT("own", "other_tickets", "absent", "no_number"),
    RULE("allowed", "review", "blocked"),
    INTENT("absent", "null", "other", "review_ok"),
    INLINE("no", "yes"),
    SIZE("within", "above"),
    BLOB("present", "file_missing", "unrecorded");

    /** The values it can have. */
    final ImmutableList<String> choices;

    Dimension(String... choices) {
      this.choices = ImmutableList.copyOf(choices);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How many combinations there are. */
  static final int COUNT =
      Arrays.stream(Dimension.values())
          .mapToInt(d -> d.choices.size())
          .reduce(1, Math::multiplyExact);

  AccessCase {
    values = Map.copyOf(values);
  }

  /** Every combination once. */
  static Stream<AccessCase> all() {
    return IntStream.range(0, COUNT).mapToObj(AccessCase::of);
  }

  private static AccessCase of(int number) {
    int rest = number;
    Map<Dimension, String> values = new EnumMap<>(Dimension.class);
    for (Dimension dimension : Dimension.values()) {
      int size = dimension.choices.size();
      values.put(dimension, dimension.choices.get(rest % size));
      rest /= size;
    }
    return new AccessCase(values);
  }

  /** Its value of {@code dimension}. */
  String get(Dimension dimension) {
    return Objects.requireNonNull(values.get(dimension));
  }

  /** Whether its value of {@code dimension} is {@code value}, which is one of the choices. */
  boolean is(Dimension dimension, String value) {
    if (!dimension.choices.contains(value)) {
      throw new IllegalArgumentException(
          "value: " + value + " (expected: one of " + dimension.choices + ")");
    }
    return get(dimension).equals(value);
  }

  @Override
  public String toString() {
    return new TreeMap<>(values).toString();
  }
}
