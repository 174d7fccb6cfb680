package com.tickiti.attachments.server.filetype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleExtensionTest {

  @Test
  void extension_isFoldedAsTheDatabaseFoldsNames() {
    assertThat(RuleExtension.normalise("exe")).isEqualTo("exe");
    assertThat(RuleExtension.normalise(".ExE")).isEqualTo("exe");
    assertThat(RuleExtension.normalise("\u00c9X")).isEqualTo("\u00e9x");
    assertThat(RuleExtension.normalise("library-ms")).isEqualTo("library-ms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..exe", "tar.gz", "a b", "a\n", "a/b", "\u202eexe"})
  void whatNoNameEndsIn_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> RuleExtension.normalise(text));
  }
}
