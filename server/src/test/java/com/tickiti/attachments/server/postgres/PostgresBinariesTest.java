package com.tickiti.attachments.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresBinariesTest {

  @ParameterizedTest
  @CsvSource({
    "Linux,    amd64,   /postgres-linux-x86_64.txz",
    "Linux,    aarch64, /postgres-linux-arm_64.txz",
    "Mac OS X, x86_64,  /postgres-darwin-arm_64.txz",
    "Mac OS X, aarch64, /postgres-darwin-arm_64.txz",
    "Linux,    riscv64, /postgres-linux-riscv64.txz",
  })
  void archiveName_isThatOfTheArtifactForTheMachine(
      String system, String architecture, String name) {
    assertThat(PostgresBinaries.archiveName(system, architecture)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"Linux, amd64", "Linux, aarch64"})
  void jar_hasTheProgramsForLinux(String system, String architecture) {
    assertThat(
            PostgresBinaries.class.getResource(PostgresBinaries.archiveName(system, architecture)))
        .isNotNull();
  }
}
