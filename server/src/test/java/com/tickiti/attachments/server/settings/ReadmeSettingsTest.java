package com.tickiti.attachments.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.edge.settings.SettingsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's table is made from the declarations; on a difference, copy what is expected. */
class ReadmeSettingsTest {

  private static final String BEGIN = "<!-- settings: made from the declarations -->\n";
  private static final String END = "<!-- end of settings -->";

  @Test
  void readme_hasTheTableOfAllSettings() throws IOException {
    String readme = Files.readString(Path.of("../README.md"));

    assertThat(readme).contains(BEGIN, END);
    assertThat(readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END)))
        .isEqualTo(SettingsTable.markdown(ServerConfig.class));
  }
}
