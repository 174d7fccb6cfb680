package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.tickiti.attachments.server.harness.TrustRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made to mislead or to exhaust: each gets an answer, and none an exception. */
class HostileFileTest {
  private static final int[] EXTREMES = {0, -1, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xfffe};

  @TempDir Path directory;

  private final TypeDetector detector = new TypeDetector();

  @Test
  @Tag("trust")
  void detect_damagedFile_alwaysAnswers() throws IOException {
    long start = System.nanoTime();
    long seed = TrustRun.seed();
    int count = TrustRun.count(3_000, 100_000);
    Random random = new Random(seed);
    List<Path> fixtures = Fixtures.all();
    long worstNanos = 0;
    for (int n = 0; n < count; n++) {
      Path fixture = fixtures.get(n % fixtures.size());
      byte[] damaged = damage(Files.readAllBytes(fixture), random);
      Path file = Files.write(directory.resolve("damaged"), damaged);
      long before = System.nanoTime();
      DetectedType detected = detector.detect(file);
      worstNanos = Math.max(worstNanos, System.nanoTime() - before);
      assertThat(detected.mimeType())
          .as("variant %s of seed %s, from %s", n, seed, fixture.getFileName())
          .matches("[a-z]+/[a-z0-9.+-]+");
    }

    TrustRun.report(
        "hostile files: type detection",
        count,
        "0 failed, worst " + worstNanos / 1_000_000 + " ms",
        "0 failed, worst under 1,000 ms",
        seed,
        Duration.ofNanos(System.nanoTime() - start));
    if (TrustRun.isLong()) {
      assertThat(worstNanos).as("seed %s", seed).isLessThan(1_000_000_000);
    }
  }

  private static byte[] damage(byte[] content, Random random) {
    byte[] damaged = content.clone();
    ByteBuffer numbers = ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = random.nextInt(1, 9); i > 0 && damaged.length >= 4; i--) {
      // The structures that matter lie at both ends.
      int near = Math.min(damaged.length - 3, random.nextBoolean() ? 700 : damaged.length);
      int at = random.nextInt(near);
      at = random.nextInt(4) == 0 ? damaged.length - 4 - at : at;
      switch (random.nextInt(3)) {
        case 0 -> damaged[Math.max(at, 0)] ^= (byte) (1 << random.nextInt(8));
        case 1 -> numbers.putInt(Math.max(at, 0), EXTREMES[random.nextInt(EXTREMES.length)]);
        default -> numbers.putInt(Math.max(at, 0), random.nextInt(damaged.length));
      }
    }
    return random.nextInt(3) == 0
        ? Arrays.copyOf(damaged, random.nextInt(damaged.length + 1))
        : damaged;
  }

  @ParameterizedTest
  @ValueSource(strings = {"document.doc", "setup.msi"})
  void detect_fatThatRunsInCircles_ends(String fixture) throws IOException {
    ByteBuffer ole = read(fixture);
    int fat = (ole.getInt(76) + 1) * 512;
    for (int sector = 0; sector < 128; sector++) {
      ole.putInt(fat + 4 * sector, ole.getInt(48));
    }

    assertThat(detect(ole).mimeType()).isNotEmpty();
  }

  @Test
  void detect_fatListThatRunsInCircles_ends() throws IOException {
    ByteBuffer ole = read("document.doc");
    ole.putInt(68, 3).putInt((3 + 1) * 512 + 508, 3);

    assertThat(detect(ole).extension()).isEqualTo("doc");
  }

  @Test
  void detect_treeThatRunsInCircles_ends() throws IOException {
    ByteBuffer ole = read("document.doc");
    int directory = (ole.getInt(48) + 1) * 512;
    for (int entry = 0; entry < 4; entry++) {
      ole.putInt(directory + 128 * entry + 68, 1).putInt(directory + 128 * entry + 72, 1);
    }

    assertThat(detect(ole).mimeType()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0x84, msi", "0x86, msp", "0x82, mst"})
  void detect_installerUnderADocumentsNames_isInstaller(int kind, String extension)
      throws IOException {
    ByteBuffer ole = read("document.doc");
    int directory = (ole.getInt(48) + 1) * 512;
    ole.putLong(directory + 80, 0xc1000L | kind).putLong(directory + 88, 0x46000000000000c0L);

    assertThat(detect(ole).extension()).isEqualTo(extension);
  }

  @Test
  void detect_moreEntriesClaimedThanThere_readsThoseThere() throws IOException {
    byte[] zip = docx();
    little(zip).putShort(zip.length - 14, (short) -1).putShort(zip.length - 12, (short) -1);

    assertThat(detect(zip).extension()).isEqualTo("docx");
  }

  @Test
  void detect_centralDirectoryBeyondTheFile_goesByLocalHeaders() throws IOException {
    byte[] zip = docx();
    little(zip).putInt(zip.length - 10, Integer.MAX_VALUE).putInt(zip.length - 6, -2);

    assertThat(detect(zip).extension()).isEqualTo("docx");
  }

  @Test
  void detect_contentTypesThatInflateWithoutEnd_areReadToTheBound() throws IOException {
    byte[] spaces = new byte[16 << 20];
    Arrays.fill(spaces, (byte) ' ');
    byte[] types = ZipContentsTest.concat("<Types>".getBytes(US_ASCII), spaces);
    byte[] bomb =
        ZipContentsTest.zip(Map.of("[Content_Types].xml", types, "word/document.xml", new byte[0]));

    assertThat(detect(bomb).extension()).isEqualTo("docx");
  }

  /** An uploader shall not write into the server's log. */
  @Test
  void detect_malformedContentTypes_printsNothing() throws IOException {
    byte[] types = "<Types a='\u00ff'/>".getBytes(ISO_8859_1);
    PrintStream standardError = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, US_ASCII));
    try {
      assertThat(detect(ZipContentsTest.zip(Map.of("[Content_Types].xml", types))).extension())
          .isEqualTo("zip");
      assertThat(detect("<?xml version='1.0'?><a b='\u00ff'/>").extension()).isEqualTo("xml");
    } finally {
      System.setErr(standardError);
    }
    assertThat(printed.toString(US_ASCII)).isEmpty();
  }

  @Test
  void detect_manyEndRecords_answers() throws IOException {
    ByteBuffer zip = little(new byte[80_000]);
    zip.putInt(0, 0x04034b50);
    for (int at = 64; at < zip.capacity() - 22; at += 4) {
      zip.putInt(at, 0x06054b50);
    }

    assertThat(detect(zip).extension()).isEqualTo("zip");
  }

  /** The header's last number has no zero byte where the program proper begins so far behind. */
  @Test
  void detect_programFarBehindATextualHeader_isProgram() throws IOException {
    byte[] bytes = new byte[0x01010101 + 64];
    Arrays.fill(bytes, (byte) 'x');
    ByteBuffer program = little(bytes);
    program.putShort(0, (short) 0x5a4d).putInt(60, 0x01010101).putInt(0x01010101, 0x4550);

    assertThat(detect(program).extension()).isEqualTo("exe");
  }

  @Test
  void detect_pdfWithArchiveBehind_isPdf() throws IOException {
    byte[] pdf = Files.readAllBytes(Fixtures.file("document.pdf"));

    assertThat(detect(ZipContentsTest.concat(pdf, docx())).extension()).isEqualTo("pdf");
  }

  @Test
  void detect_entitiesThatMultiply_answers() throws IOException {
    StringBuilder xml = new StringBuilder("<!DOCTYPE a [<!ENTITY e0 'lemons'>");
    for (int i = 1; i < 20; i++) {
      String previous = "&e" + (i - 1) + ";";
      xml.append("<!ENTITY e").append(i).append(" '").append(previous.repeat(10)).append("'>");
    }
    xml.append("<!ATTLIST a b CDATA '&e19;'>]><a>&e19;</a>");

    assertThat(detect("<?xml version='1.0'?>" + xml).extension()).isIn("xml", "txt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<?a>", "<!--", "<!----> ", "#\n", " \n", "[", "#!/", "<a ", "\"", "ID;P\n"})
  void detect_endlessRepetition_answers(String unit) throws IOException {
    assertThat(detect(unit.repeat(100_000)).mimeType()).isNotEmpty();
  }

  private DetectedType detect(String text) throws IOException {
    return detect(text.getBytes(ISO_8859_1));
  }

  private DetectedType detect(ByteBuffer content) throws IOException {
    byte[] bytes = new byte[content.capacity()];
    content.get(0, bytes);
    return detect(bytes);
  }

  private DetectedType detect(byte[] content) throws IOException {
    return detector.detect(Files.write(directory.resolve("hostile"), content));
  }

  private static byte[] docx() throws IOException {
    String main =
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    return ZipContentsTest.zip("[Content_Types].xml", ZipContentsTest.contentTypes(main));
  }

  private static ByteBuffer read(String fixture) throws IOException {
    return little(Files.readAllBytes(Fixtures.file(fixture)));
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
