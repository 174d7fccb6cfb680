package com.tickiti.attachments.server.filetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Files like those that users of other systems reported, with the answer each should get. */
class FieldCasesTest {

  private final TypeDetector detector = new TypeDetector();

  @ParameterizedTest
  @CsvFileSource(resources = "/filetype/cases.tsv", delimiter = '\t', numLinesToSkip = 1)
  void detect_caseFromTheField(String file, String outcomes, String mimeTypes) throws IOException {
    DetectedType type = detector.detect(Fixtures.file("cases/" + file));

    if (!outcomes.equals("-")) {
      assertThat(words(outcomes)).contains(DefaultRules.outcome(file, type));
    }
    if (!mimeTypes.equals("-")) {
      assertThat(words(mimeTypes)).contains(type.mimeType());
    }
  }

  private static List<String> words(String text) {
    return Arrays.asList(text.split(" ", -1));
  }
}
