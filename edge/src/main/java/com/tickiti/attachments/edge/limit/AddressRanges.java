package com.tickiti.attachments.edge.limit;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * A set of IP addresses, such as those of the proxies that are trusted to tell the truth.
 * Immutable.
 *
 * @param ranges each an address and how many of its leading bits count (RFC 4632, RFC 4291)
 */
public record AddressRanges(List<Range> ranges) {

  /** No address at all. */
  public static final AddressRanges NONE = new AddressRanges(List.of());

  public AddressRanges {
    ranges = List.copyOf(ranges);
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or an address alone, from each of {@code
   * texts}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static AddressRanges parse(List<String> texts) {
    return new AddressRanges(texts.stream().map(Range::parse).toList());
  }

  /** Whether {@code address} is in any of the ranges. */
  public boolean contains(InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  /**
   * Addresses that begin alike.
   *
   * @param address any of them
   * @param bits how many leading bits they have in common
   */
  public record Range(InetAddress address, int bits) {

    static Range parse(String text) {
      int slash = text.indexOf('/');
      String literal = slash < 0 ? text : text.substring(0, slash);
      try {
        InetAddress address = InetAddresses.forString(literal);
        int all = address.getAddress().length * Byte.SIZE;
        int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
        if (bits >= 0 && bits <= all) {
          return new Range(address, bits);
        }
      } catch (IllegalArgumentException e) {
        // told below
      }
      throw new IllegalArgumentException(
          text + " (expected: an IP address, or one with a prefix length such as 10.0.0.0/8)");
    }

    boolean contains(InetAddress other) {
      byte[] ours = address.getAddress();
      byte[] theirs = other.getAddress();
      int wholeBytes = bits / Byte.SIZE;
      if (ours.length != theirs.length
          || !Arrays.equals(ours, 0, wholeBytes, theirs, 0, wholeBytes)) {
        return false;
      }
      int restBits = bits % Byte.SIZE;
      return restBits == 0
          || ((ours[wholeBytes] ^ theirs[wholeBytes]) & 0xff) >> (Byte.SIZE - restBits) == 0;
    }
  }
}
