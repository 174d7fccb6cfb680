package com.tickiti.attachments.edge.settings;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations and sizes as people write them. Both methods throw {@link IllegalArgumentException}
 * whose message says what is expected instead.
 */
public final class Units {

  /** Far below what overflows a count of milliseconds, or an {@code int} of seconds. */
  private static final Duration LONGEST = Duration.ofDays(10_000);

  private static final String DURATION_EXPECTED = "such as 500ms, 30s, 10m, 24h or 7d";
  private static final String SIZE_EXPECTED =
      "a number of bytes, or one with KiB, MiB or GiB such as 10MiB";

  private static final Pattern DURATION = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,19}) ?(?:([KMG])(?:iB)?)?");

  private static final Map<String, ChronoUnit> DURATION_UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);
  private static final Map<String, Integer> SIZE_SHIFTS = Map.of("K", 10, "M", 20, "G", 30);

  private Units() {}

  /** Reads a whole number with ms, s, m, h or d behind it; at most 10,000 days. */
  public static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    ChronoUnit unit = matcher.matches() ? DURATION_UNITS.get(matcher.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(DURATION_EXPECTED);
    }
    try {
      Duration duration = Duration.of(Long.parseLong(matcher.group(1)), unit);
      if (duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (ArithmeticException overflow) {
      // reported below
    }
    throw new IllegalArgumentException("at most " + LONGEST.toDays() + "d");
  }

  /** Reads a number of bytes, alone or with KiB, MiB, GiB, or their short forms K, M, G behind. */
  public static long size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(SIZE_EXPECTED);
    }
    String unit = matcher.group(2);
    int shift = unit == null ? 0 : SIZE_SHIFTS.getOrDefault(unit, 0);
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
    } catch (ArithmeticException | NumberFormatException overflow) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "less than %dGiB", 1L << (63 - 30)), overflow);
    }
  }
}
