package com.tickiti.attachments.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ServeOptionsTest {

  @ParameterizedTest
  @CsvSource({
    "auto, 127.0.0.1, true",
    "auto, ::1, true",
    "auto, 0.0.0.0, false",
    "auto, 192.0.2.1, false",
    "on, 0.0.0.0, true",
    "off, 127.0.0.1, false",
  })
  void reflection_auto_isOnWhereOnlyThisMachineCanAsk(
      String reflection, String address, boolean expected) {
    ServeOptions options = new ServeOptions();
    new CommandLine(options)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs("--reflection", reflection, "--bind", address);

    assertThat(options.toConfig(new DataOptions()).listen().grpc().reflection())
        .isEqualTo(expected);
  }
}
