package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Media types of files that customers send, beside the real ones in {@code expected.csv}. */
class BusinessTypesTest {

  @TempDir Path directory;

  private final TypeDetector detector = new TypeDetector();

  @ParameterizedTest
  @CsvSource({
    "video/mp4, isom",
    "video/mp4, iso2",
    "video/mp4, iso3",
    "video/mp4, iso8",
    "video/mp4, isoa",
    "video/mp4, mp41",
    "video/mp4, mp42",
    "video/mp4, avc1",
    "video/mp4, MSNV",
    "video/mp4, ndsc",
    "video/mp4, cmfc",
    "audio/mp4, 'M4A '",
    "audio/mp4, 'M4B '",
    "video/x-m4v, 'M4V '",
    "video/3gpp, 3gp4",
    "video/3gpp2, 3g2a",
    "video/quicktime, 'qt  '",
    "image/heic, heic",
    "image/heic, heix",
    "image/heif, mif1",
    "image/avif, avif",
    "image/avif, avis",
    "image/x-canon-cr3, 'crx '",
  })
  void detect_majorBrand(String mimeType, String brand) throws IOException {
    assertThat(mimeType(boxes(brand, "free"))).isEqualTo(mimeType);
  }

  @ParameterizedTest
  @CsvSource({
    "image/heic, mif1, heic",
    "image/avif, mif1, avif",
    "image/avif, msf1, avis",
    "video/mp4, dash, isom",
    "video/mp4, XAVC, mp42",
    "video/quicktime, mqt , 'qt  '",
  })
  void detect_compatibleBrand(String mimeType, String major, String compatible) throws IOException {
    assertThat(mimeType(boxes((major + "    ").substring(0, 4), compatible))).isEqualTo(mimeType);
  }

  @ParameterizedTest
  @CsvSource({
    "font/woff, 774f4646000100000000000000",
    "font/woff2, 774f4632000100000000000000",
    "image/tiff, 49492b00080000001000000000000000",
    "image/tiff, 4d4d002b000800000000000000000010",
    "application/vnd.tcpdump.pcap, d4c3b2a1020004000000000000000000ffff000001000000",
    "application/vnd.tcpdump.pcap, 4d3cb2a1020004000000000000000000ffff000001000000",
    "application/vnd.tcpdump.pcap, a1b23c4d000200040000000000000000ffff000001000000",
    "application/x-lzma, 5d00008000ffffffffffffffff0012a4",
    "application/x-ace-compressed, 6e3b310000009000000000000000",
    "application/vnd.ms-tnef, 789f3e2201000190080004000000",
    "application/onenote, e4525c7b8cd8a74daeb15378d02996d30000000000000000",
  })
  void detect_signature(String mimeType, String hex) throws IOException {
    byte[] content = HexFormat.of().parseHex(hex);
    if (mimeType.contains("ace")) {
      System.arraycopy("**ACE**".getBytes(ISO_8859_1), 0, content, 7, 7);
    }

    assertThat(mimeType(content)).isEqualTo(mimeType);
  }

  @ParameterizedTest
  @ValueSource(ints = {188, 192})
  void detect_transportStream(int packet) throws IOException {
    byte[] stream = new byte[6 * packet];
    for (int at = packet - 188; at < stream.length; at += packet) {
      stream[at] = 0x47;
    }

    assertThat(mimeType(stream)).isEqualTo("video/mp2t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "[1,2]",
        "{\"a\":{\"b\":[true,null]}}",
        " \n{\"a\":1}\n",
        "\ufeff{\"a\":1}",
      })
  void detect_json(String text) throws IOException {
    assertThat(mimeType(text.getBytes(UTF_8))).isEqualTo("application/json");
  }

  @Test
  void detect_largeJson() throws IOException {
    String text = "{\"a\":[" + "1,".repeat(900_000) + "1]}";

    assertThat(mimeType(text.getBytes(UTF_8))).isEqualTo("application/json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"a\":1}\n{\"a\":2}\n", "[1] a footnote\n", "{not json}", "[main]\na=b\n"})
  void detect_notJson(String text) throws IOException {
    assertThat(mimeType(text.getBytes(UTF_8))).isEqualTo("text/plain");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          message/rfc822    | X-Mozilla-Status: 0001\\nReturn-Path: <a@b>\\nSubject: x\\n\\nhi
          message/rfc822    | ARC-Seal: i=1; a=b\\n c=d\\nMessage-ID: <x@y>\\nFrom: a@b\\n\\nx
          message/rfc822    | Thread-Topic: x\\nFrom: a@b\\nTo: b@c\\n\\nhi
          message/rfc822    | X-Foo: 1\\nAuthentication-Results: x\\nDate: Mon\\n\\nx
          multipart/related | From: <Saved by Blink>\\nSubject: x\\nMIME-Version: 1.0\\nContent-Type: multipart/related;\\n\\ttype="text/html"\\n\\nx
          application/mbox  | From a@b Mon Jan 1\\nFrom: a@b\\nSubject: x\\n\\nx
          """)
  void detect_mail(String mimeType, String text) throws IOException {
    assertThat(mimeType(text.replace("\\n", "\r\n").replace("\\t", "\t").getBytes(UTF_8)))
        .isEqualTo(mimeType);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "spreadsheet", "presentation", "graphics"})
  void detect_flatOpenDocument(String kind) throws IOException {
    String type = "application/vnd.oasis.opendocument." + kind;
    String text =
        "<?xml version=\"1.0\"?>\n<office:document xmlns:office=\"urn:oasis:names:tc:opendocument:"
            + "xmlns:office:1.0\" office:mimetype=\""
            + type
            + "\"><office:body/></office:document>";

    assertThat(mimeType(text.getBytes(UTF_8))).isEqualTo(type + "-flat-xml");
  }

  @ParameterizedTest
  @CsvSource({
    "application/vnd.apple.pages, Index/Document.iwa, Metadata/Properties.plist, preview.jpg",
    "application/vnd.apple.numbers, Index/Document.iwa, Metadata/Properties.plist, Index/Tables/DataList.iwa",
    "application/vnd.apple.keynote, Index/Document.iwa, Metadata/Properties.plist, Index/Slide-1.iwa",
    "application/vnd.apple.numbers, Index/Document.iwa, Index/CalculationEngine.iwa, preview.jpg",
    "application/zip, Index/Document.txt, Metadata/Properties.plist, preview.jpg",
  })
  void detect_appleDocument(String mimeType, String first, String second, String third)
      throws IOException {
    assertThat(mimeType(ZipContentsTest.zip(first, "", second, "", third, ""))).isEqualTo(mimeType);
  }

  @Test
  void detect_oldOpenOffice() throws IOException {
    assertThat(mimeType(ZipContentsTest.zip("mimetype", "application/vnd.sun.xml.writer")))
        .isEqualTo("application/vnd.sun.xml.writer");
  }

  @Test
  void detect_latePdfHeader() throws IOException {
    byte[] pdf = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF".getBytes(UTF_8);

    assertThat(mimeType(ZipContentsTest.concat(new byte[900], pdf))).isEqualTo("application/pdf");
    assertThat(mimeType(ZipContentsTest.concat("note\n".repeat(100).getBytes(UTF_8), pdf)))
        .isEqualTo("application/pdf");
  }

  @ParameterizedTest
  @ValueSource(strings = {"protected.xlsx", "document.doc", "mail.msg", "setup.msi", "archive.tgz"})
  void detect_anyFile_hasAPublicName(String fixture) throws IOException {
    assertThat(detector.detect(Fixtures.file(fixture)).mimeType()).doesNotContain("tika");
  }

  private String mimeType(byte[] content) throws IOException {
    return detector.detect(Files.write(directory.resolve("file"), content)).mimeType();
  }

  private static byte[] boxes(String major, String compatible) {
    byte[] brands = ("ftyp" + major + "\0\0\0\0" + compatible).getBytes(ISO_8859_1);
    return ZipContentsTest.concat(
        ZipContentsTest.concat(new byte[] {0, 0, 0, 20}, brands), new byte[200]);
  }
}
