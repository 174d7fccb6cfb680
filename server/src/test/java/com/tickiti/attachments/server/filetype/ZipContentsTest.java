package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZipContentsTest {
  private static final String TYPES = "[Content_Types].xml";
  private static final String WORD_MAIN =
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "docm, application/vnd.ms-word.document.macroEnabled.main+xml",
    "dotm, application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    "xlsm, application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "xltm, application/vnd.ms-excel.template.macroEnabled.main+xml",
    "xlam, application/vnd.ms-excel.addin.macroEnabled.main+xml",
    "xlsb, application/vnd.ms-excel.sheet.binary.macroEnabled.main",
    "pptm, application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
    "potm, application/vnd.ms-powerpoint.template.macroEnabled.main+xml",
    "ppsm, application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml",
    "ppam, application/vnd.ms-powerpoint.addin.macroEnabled.main+xml",
    "sldm, application/vnd.ms-powerpoint.slide.macroEnabled.main+xml",
    "vstm, application/vnd.ms-visio.template.macroEnabled.main+xml",
    "ppsx, application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml",
    "vstx, application/vnd.ms-visio.template.main+xml",
  })
  void detect_mainPart_decides(String extension, String mainType) throws IOException {
    assertThat(extension(zip(TYPES, contentTypes(mainType)))).isEqualTo(extension);
  }

  @ParameterizedTest
  @CsvSource({
    "docm, wordprocessingml.document",
    "dotm, wordprocessingml.template",
    "xlsm, spreadsheetml.sheet",
    "xltm, spreadsheetml.template",
    "pptm, presentationml.presentation",
    "potm, presentationml.template",
    "ppsm, presentationml.slideshow",
  })
  void detect_macroPartUnderAnyName_isMacroEnabled(String extension, String kind)
      throws IOException {
    String main = "application/vnd.openxmlformats-officedocument." + kind + ".main+xml";

    assertThat(extension(zip(TYPES, contentTypes(main, "application/vnd.ms-office.vbaProject"))))
        .isEqualTo(extension);
    assertThat(extension(zip(TYPES, contentTypes(main), "any/vbaProject.bin", "")))
        .isEqualTo(extension);
  }

  @Test
  void detect_excel4MacroSheet_isMacroEnabled() throws IOException {
    String main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
    String sheet = "application/vnd.ms-excel.macrosheet+xml";

    assertThat(extension(zip(TYPES, contentTypes(main, sheet)))).isEqualTo("xlsm");
  }

  @Test
  void detect_macroTypeSpeltOtherwise_isSeenAllTheSame() throws IOException {
    String types = contentTypes("application/vnd.ms-word.document.macro&#69;nabled.main+xml");

    assertThat(extension(zip(TYPES, types))).isEqualTo("docm");
    assertThat(extension(zip(Map.of("[content_types].XML", types.getBytes(UTF_16)))))
        .isEqualTo("docm");
  }

  @Test
  void detect_unreadableContentTypes_goesByNames() throws IOException {
    assertThat(extension(zip(TYPES, "<", "word/document.xml", ""))).isEqualTo("docx");
    assertThat(extension(zip(TYPES, "<", "xl/workbook.xml", "", "xl/vbaProject.bin", "")))
        .isEqualTo("xlsm");
  }

  @ParameterizedTest
  @CsvSource({
    "zip, META-INF/MANIFEST.MF",
    "jar, com/example/Lemon.class",
    "zip, sources/META-INF/MANIFEST.MF",
    "zip, docs/mimetype",
    "zip, AndroidManifest.xml",
    "ipa, Payload/Lemon.app/Lemon",
    "msixbundle, AppxMetadata/AppxBundleManifest.xml",
    "zip, Lemon.xml",
  })
  void detect_entryName_decides(String extension, String name) throws IOException {
    assertThat(extension(zip("readme.txt", "", name, ""))).isEqualTo(extension);
  }

  @Test
  void detect_documentThatIsAlsoJar_isTheWorse() throws IOException {
    assertThat(
            extension(
                zip(TYPES, contentTypes(WORD_MAIN), "META-INF/MANIFEST.MF", "", "a/b/C.class", "")))
        .isEqualTo("jar");
  }

  @ParameterizedTest
  @CsvSource({
    "odt, application/vnd.oasis.opendocument.text",
    "ots, application/vnd.oasis.opendocument.spreadsheet-template",
    "epub, application/epub+zip",
    "zip, image/png",
    "zip, application/vnd.oasis.opendocument.made-up",
  })
  void detect_mimetypeEntry_isBelievedWithinReason(String extension, String declared)
      throws IOException {
    assertThat(extension(zip("a.txt", "", "mimetype", declared))).isEqualTo(extension);
  }

  /** Without its end an archive has no central directory; the local headers still tell. */
  @ParameterizedTest
  @ValueSource(strings = {"document.docm", "document.docx", "document.odt", "program.jar"})
  void detect_truncated_goesByLocalHeaders(String fixture) throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.file(fixture));
    byte[] half = Arrays.copyOf(whole, whole.length - 60);

    assertThat(extension(half)).isEqualTo(extension(whole));
  }

  @Test
  void detect_bytesBeforeAnArchive_changeNothingWithinIt() throws IOException {
    byte[] prefix = zip("first.txt", "");
    byte[] archive = zip(TYPES, contentTypes(WORD_MAIN));

    assertThat(extension(concat(prefix, archive))).isEqualTo("docx");
  }

  @Test
  void detect_moreEntriesThanOnceLookedAt_findsThemAll() throws IOException {
    Map<String, byte[]> entries = manyEntries(65_600);
    entries.put("a/B.class", new byte[0]);
    entries.put("META-INF/MANIFEST.MF", new byte[0]);

    assertThat(extension(zip(entries))).isEqualTo("jar");
  }

  @Test
  void detect_moreEntriesThanTheLimit_needsReview() throws IOException {
    DetectedType type = detect(zip(manyEntries(250_001)));

    assertThat(type.extension()).isEqualTo("zip");
    assertThat(type.reviewReason()).isEqualTo(DetectedType.LIMIT_REACHED);
    assertThat(detect(zip(manyEntries(70_000))).reviewReason()).isNull();
  }

  private static Map<String, byte[]> manyEntries(int count) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      entries.put("e" + i, new byte[0]);
    }
    return entries;
  }

  @Test
  void detect_contentTypesBehindALongComment_findsThemOrNeedsReview() throws IOException {
    String macros = contentTypes("application/vnd.ms-word.document.macroEnabled.main+xml");
    String end = "--><x/></Types>";
    String comment = macros.replace("'>", "'><!--" + "x".repeat(600_000) + "-->");
    assertThat(extension(zip(TYPES, comment))).isEqualTo("docm");

    String longer =
        "<Types><!--" + "x".repeat(9 << 20) + end.replace("<x/>", "<x ContentType='vbaProject'/>");
    DetectedType type = detect(zip(TYPES, longer, "word/document.xml", ""));
    assertThat(type.extension()).isEqualTo("docx");
    assertThat(type.reviewReason()).isEqualTo(DetectedType.LIMIT_REACHED);
  }

  @ParameterizedTest
  @CsvSource({
    "jar, true, Manifest-Version: 1.0, a/B.class",
    "jar, true, Manifest-Version: 1.0, WEB-INF/lib/a.jar",
    "jar, true, 'Manifest-Version: 1.0\nMain-Class: a.B', readme.txt",
    "jar, true, 'Class-Path: http://h/x.jar', readme.txt",
    "zip, false, Manifest-Version: 1.0, readme.txt",
  })
  void detect_manifest_isJarOnlyWithCode(
      String extension, boolean jar, String manifest, String other) throws IOException {
    DetectedType type =
        detect(zip("META-INF/MANIFEST.MF", manifest.replace("\\n", "\n"), other, ""));

    assertThat(type.extension()).isEqualTo(extension);
    assertThat(type.reviewReason()).isEqualTo(jar ? null : DetectedType.MANIFEST);
  }

  @Test
  void detect_binaryWorkbook_isBlockedOnlyWithMacros() throws IOException {
    String main = "application/vnd.ms-excel.sheet.binary.macroEnabled.main";

    assertThat(detect(zip(TYPES, contentTypes(main))).extensions()).containsExactly("xlsb");
    assertThat(detect(zip(TYPES, contentTypes(main), "xl/vbaProject.bin", "")).extensions())
        .contains("xlsm");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x30304b50, 0x08074b50})
  void detect_spanningMarker_changesNothing(int marker) throws IOException {
    byte[] archive = zip("META-INF/MANIFEST.MF", "", "a/B.class", "");
    byte[] bytes = {
      (byte) marker, (byte) (marker >> 8), (byte) (marker >> 16), (byte) (marker >> 24)
    };

    assertThat(extension(concat(bytes, archive))).isEqualTo("jar");
    assertThat(extension(Arrays.copyOf(concat(bytes, archive), archive.length - 60)))
        .isEqualTo("jar");
  }

  @Test
  void detect_selfExtractingProgram_isTheProgram() throws IOException {
    byte[] program = Files.readAllBytes(Fixtures.file("program.exe"));

    assertThat(extension(concat(program, zip(TYPES, contentTypes(WORD_MAIN))))).isEqualTo("exe");
  }

  private @Nullable String extension(byte[] content) throws IOException {
    return detect(content).extension();
  }

  private DetectedType detect(byte[] content) throws IOException {
    return new TypeDetector().detect(Files.write(directory.resolve("file"), content));
  }

  static String contentTypes(String... types) {
    StringBuilder xml =
        new StringBuilder(
            "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>");
    for (String type : types) {
      xml.append("<Override PartName='/part' ContentType='").append(type).append("'/>");
    }
    return xml.append("</Types>").toString();
  }

  static byte[] zip(String... namesAndTexts) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      entries.put(namesAndTexts[i], namesAndTexts[i + 1].getBytes(UTF_8));
    }
    return zip(entries);
  }

  static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
