package com.tickiti.attachments.edge.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.net.InetAddresses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangesTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "192.0.2.128/25, 192.0.2.128, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.6, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, ::1, true",
    "127.0.0.1, ::ffff:127.0.0.1, true"
  })
  void contains(String range, String address, boolean expected) {
    assertThat(AddressRanges.parse(List.of(range)).contains(InetAddresses.forString(address)))
        .isEqualTo(expected);
  }

  @Test
  void none_containsNothing() {
    assertThat(AddressRanges.NONE.contains(InetAddresses.forString("127.0.0.1"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "::/129"})
  void parse_anythingElse_namesIt(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressRanges.parse(List.of(text)))
        .withMessageContaining(text);
  }
}
