package com.tickiti.attachments.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseConfigTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://u:hidden@db/x",
        "jdbc:postgresql://u:hidden@db/x",
        "jdbc:postgresql://u:hidden/more@db:5432/x",
        "jdbc:postgresql://db:port/x?password=hidden",
        "jdbc:postgresql://db:99999/x?password=hidden",
      })
  void new_urlThatIsNone_isRefusedWithoutRepeatingIt(String url) {
    assertThatThrownBy(() -> new DatabaseConfig(url, "u", "hidden", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("url (expected: ")
        .hasMessageNotContaining("hidden");
  }

  @Test
  void toString_namesNeitherPasswordNorUrl() {
    DatabaseConfig config =
        new DatabaseConfig("jdbc:postgresql://db/x?password=hid@den", "u", "hidden", 1);

    assertThat(config.toString()).doesNotContain("hid");
  }
}
