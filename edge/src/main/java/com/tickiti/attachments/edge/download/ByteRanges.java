package com.tickiti.attachments.edge.download;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The ranges that a {@code Range} header asks for (RFC 9110, 14.1.2), resolved against a size.
 * Immutable.
 *
 * @param ranges those that lie within the representation, in the order asked for, none of them
 *     overlapping; empty where none does
 */
public record ByteRanges(List<Range> ranges) {

  /** More of them than any reader needs are ignored, as RFC 9110, 14.2 permits. */
  static final int MAX_RANGES = 16;

  private static final Pattern SPEC = Pattern.compile("([0-9]{0,18})-([0-9]{0,18})");

  public ByteRanges {
    ranges = List.copyOf(ranges);
  }

  /**
   * A part of a representation.
   *
   * @param offset of its first byte, from 0
   * @param length in bytes, at least 1
   */
  public record Range(long offset, long length) {

    /** Of the byte behind the last. */
    long end() {
      return offset + length;
    }

    /** Such as {@code bytes 0-99/1000}. */
    String contentRange(long size) {
      return "bytes " + offset + "-" + (end() - 1) + "/" + size;
    }
  }

  /**
   * Reads a header; empty where the whole representation is to be sent: the header is malformed, of
   * another unit, or asks for too many ranges.
   */
  static Optional<ByteRanges> parse(String header, long size) {
    int equals = header.indexOf('=');
    if (equals < 0
        || !header.substring(0, equals).strip().toLowerCase(Locale.ROOT).equals("bytes")) {
      return Optional.empty();
    }
    List<Range> ranges = new ArrayList<>();
    boolean any = false;
    for (String spec :
        Splitter.on(',').trimResults().omitEmptyStrings().split(header.substring(equals + 1))) {
      Matcher matcher = SPEC.matcher(spec);
      if (!matcher.matches() || !isValid(matcher.group(1), matcher.group(2))) {
        return Optional.empty();
      }
      any = true;
      Range range = resolve(matcher.group(1), matcher.group(2), size);
      if (range != null) {
        ranges.add(range);
      }
    }
    List<Range> separate = coalesced(ranges);
    return any && separate.size() <= MAX_RANGES
        ? Optional.of(new ByteRanges(separate))
        : Optional.empty();
  }

  private static boolean isValid(String first, String last) {
    return first.isEmpty()
        ? !last.isEmpty()
        : last.isEmpty() || Long.parseLong(first) <= Long.parseLong(last);
  }

  /** Null where nothing of it lies within the representation. */
  private static @Nullable Range resolve(String first, String last, long size) {
    if (first.isEmpty()) {
      long length = Math.min(Long.parseLong(last), size);
      return length == 0 ? null : new Range(size - length, length);
    }
    long offset = Long.parseLong(first);
    if (offset >= size) {
      return null;
    }
    long end = last.isEmpty() ? size : Math.min(size, Long.parseLong(last) + 1);
    return new Range(offset, end - offset);
  }

  /** Where any overlap, all are sorted and joined; else they stay as they are. */
  private static List<Range> coalesced(List<Range> ranges) {
    List<Range> sorted = ranges.stream().sorted(Comparator.comparingLong(Range::offset)).toList();
    List<Range> joined = new ArrayList<>();
    for (Range range : sorted) {
      int last = joined.size() - 1;
      if (last >= 0 && range.offset() <= joined.get(last).end()) {
        Range before = joined.get(last);
        long end = Math.max(before.end(), range.end());
        joined.set(last, new Range(before.offset(), end - before.offset()));
      } else {
        joined.add(range);
      }
    }
    return joined.size() == ranges.size() ? ranges : joined;
  }
}
