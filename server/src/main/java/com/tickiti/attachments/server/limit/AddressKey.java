package com.tickiti.attachments.server.limit;

import com.google.common.primitives.Ints;
import com.google.common.primitives.Longs;
import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * What a client is counted under: an IPv4 address, or the /64 that an IPv6 client has to itself.
 */
final class AddressKey {

  /**
   * No IPv6 client has an address in 0:ffff::/32, so that none shares a key with an IPv4 client.
   */
  private static final long IPV4 = 0x0000_ffff_0000_0000L;

  private AddressKey() {}

  static long of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address
        ? IPV4 | Integer.toUnsignedLong(Ints.fromByteArray(bytes))
        : Longs.fromByteArray(bytes);
  }
}
