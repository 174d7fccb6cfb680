package com.tickiti.attachments.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.net.InetAddresses;
import com.tickiti.attachments.edge.limit.AddressRanges;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trusted here are 10.0.0.0/8 and ::1; {@code ;} stands between two headers. */
class ClientAddressTest {

  private static final AddressRanges TRUSTED = AddressRanges.parse(List.of("10.0.0.0/8", "::1"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no proxy                     | 203.0.113.9 |                            | 203.0.113.9",
        "a client that plays proxy    | 203.0.113.9 | 192.0.2.1                  | 203.0.113.9",
        "one proxy                    | 10.0.0.1    | 192.0.2.1                  | 192.0.2.1",
        "one proxy, a lying client    | 10.0.0.1    | 198.51.100.1, 192.0.2.1    | 192.0.2.1",
        "two headers, a lying client  | 10.0.0.1    | 198.51.100.1;192.0.2.1     | 192.0.2.1",
        "lies that are trusted        | 10.0.0.1    | 10.0.0.5, 192.0.2.1        | 192.0.2.1",
        "two proxies                  | 10.0.0.1    | 192.0.2.1, 10.0.0.2        | 192.0.2.1",
        "only proxies                 | 10.0.0.1    | 10.0.0.3, 10.0.0.2         | 10.0.0.3",
        "a proxy that says nothing    | 10.0.0.1    |                            | 10.0.0.1",
        "no address                   | 10.0.0.1    | 192.0.2.1, unknown         | 10.0.0.1",
        "a host name is never asked   | 10.0.0.1    | localhost                  | 10.0.0.1",
        "IPv6                         | ::1         | 2001:db8::7                | 2001:db8::7",
        "an empty entry               | 10.0.0.1    | 192.0.2.1,                 | 10.0.0.1"
      })
  void of(String name, String connection, @Nullable String forwardedFor, String expected) {
    List<String> headers =
        forwardedFor == null ? List.of() : Splitter.on(';').splitToList(forwardedFor);
    assertThat(ClientAddress.of(InetAddresses.forString(connection), headers, TRUSTED))
        .as(name)
        .isEqualTo(InetAddresses.forString(expected));
  }
}
