package com.tickiti.attachments.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressKeyTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "192.0.2.1, ::ffff:192.0.2.1, true",
    "255.255.255.255, 127.255.255.255, false",
    "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "::1, 0.0.0.1, false"
  })
  void of_sameKeyForOneClient(String one, String other, boolean same) {
    assertThat(
            AddressKey.of(InetAddresses.forString(one))
                == AddressKey.of(InetAddresses.forString(other)))
        .isEqualTo(same);
  }
}
