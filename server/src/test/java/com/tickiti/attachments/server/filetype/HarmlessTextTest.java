package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that begin with the letters of other types, or that mention dangerous ones. */
class HarmlessTextTest {

  @TempDir Path directory;

  private final TypeDetector detector = new TypeDetector();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MZ 250, spare parts, 3 pieces",
        "MZ\r\nhello",
        "PK and more",
        "PK\r\n\r\n",
        "Rar! That was a nice animal",
        "BM 24 report",
        "GIF89a is a format",
        "CWS is a company\r\nfoo",
        "FWS sales",
        "FLV stuff",
        "ID3 tags are nice",
        "fLaC is a codec",
        "RIFF of the day\r\n",
        "OggS",
        "%PDF is a format",
        "%!PS is one too",
        "BZh is compressed",
        "7z is great",
        "\u00efPK",
        "From here to there\r\nhello",
        "Path: is good\r\n",
        "Subject: hello\r\n\r\ntext",
        "To: all\r\nhello",
        "Newsgroups are gone\r\n",
        "Relay-Version: x\r\n",
        "P1 down\r\n",
        "P2 is down",
        "P3 500 error",
        "P4 server",
        "P5 urgent",
        "P6\r\n",
        "MATLAB is down",
        "SAP\r\nError",
        "#SUBX x",
        "GDEF x",
        "CDF x",
        "SIMPLE  =  yes we can",
        "ISO-8859",
        "Creative Voice File lost",
        "MThd",
        "wOFF sale",
        "true type",
        "OTTO called",
        "ttcf",
        "SQLite format 3 is great",
        "Standard Jet DB",
        "****\r\n",
        "MSCF Corp invoice",
        "ITSF invoice",
        "ITOLITLS",
        "REGEDIT4 is a word, he said",
        "REGEDIT4 does not work on my PC\r\nhelp",
        "Windows Registry Editor Version 5.00 does not start on my PC",
        "WEB\r\n2\r\n",
        "WEB\r\nnew shop",
        "[autorun]\r\nshop hours=9-5\r\nTwo words here",
        "[version]\nnumber=1\n",
        "[strings]\nhello=x\n",
        "[shell]\r\nocean=1",
        "[url]\nhttp=1",
        "[Version]\r\nSignature=John Smith\r\n",
        "ID;PRICE;QTY\r\nC;1;2\r\n",
        "ID;Produkt;Preis\r\nC;X;Y\r\n",
        "ID;Position;N\r\nB;Monitor;99\r\nF;x;1\r\n",
        "ID;P\r\nC;1\r\n",
        "rem koolhaas called\r\n",
        "REM x\r\nSET ECHO ON\r\nPAUSE\r\n",
        "echo hello world\r\n",
        "echo off the wall\r\n",
        "@echo off is the first line of a batch file.\r\n",
        "@everyone please read\r\n",
        "cd player broken\r\n",
        "title of the book\r\nby someone\r\n",
        "cls is a command",
        "set the table\r\nand copy the form to me",
        "call me at 5\r\n",
        "start 5pm\r\nend 6pm\r\n",
        "if you can: call %s\r\n",
        "50% off today, 20% tomorrow\r\n",
        "for x in (1,2)\r\n",
        "exit\r\n",
        "goto conclusion\r\n",
        "#!nodes are down again\nnode 3",
        "#!/bin/sh is the first line of a script",
        "#! note: call",
        "#!important",
        "# Heading\n\n```\n#!/bin/sh\n```\n",
        "<job>offer</job>",
        "<job><title>x</title><script>ls</script></job>",
        "<package><name>x</name></package>",
        "<component><script>ls</script></component>",
        "<configuration><x/></configuration>",
        "<?xml version=\"1.0\"?><project><description>hi &lt;script&gt;</description></project>",
        "<plist version=\"1.0\"><dict><key>Name</key><string>x</string></dict></plist>",
        "<assembly><x/></assembly>",
        "use <?php to begin\r\n",
        "The tag <?php echo 1; ?> prints 1 and <hta:application> is bad",
        "a <script language=x> tag",
        "function is a word\r\nvar x",
        "var is short for variance",
        "/* note */ hi",
        "// see below\r\n",
        "/*! x */ .a{b:c}",
        "(function of time)",
        "import the data\nfrom there",
        "from: me\r\nto: you\r\nhi there",
        "date,subject\r\n1,2\r\n",
        "name;value\r\n\"a\";1\r\n",
        "0x1234 \u0001 log",
        "esc \u001b[31mred\u001b[0m log\r\n",
        "a\fpage\r\nb",
        "2026-01-01 \b\b\b progress\r\n",
        "Hi\r\n\r\nWe need access",
        "c\r\n\r\ncc",
        "\u00d0\u00b1\r\n\r\nabcdefghijklmnop",
        "JFIF",
        "Exif",
        "ftyp is a box",
        "abcdftypisom is text",
        "Received: is a word\r\n",
        "-----BEGIN of the story\r\n",
        "{not json}",
        "[1] footnote\r\n[2] other",
        "\"quoted\",\"csv\"\r\n",
        "!<arch>\nhello",
        "xar! arr",
        "koly conectix",
        "vhdxfile is a name",
        "LZIP and co",
        "lzh -lh5- stuff",
        "  -lh5- stuff",
        "\u00b5 and \u00e9",
        "070701 is a number of cpio",
        "070707 other",
        "mdat moov free",
        "IDP2",
        "ply\nformat of things",
        "solid foundation of a company\r\n",
        "SCMI",
        "Extended Module: the course",
        "BEGIN:VCARDS are cool",
        "Cr24 the currency",
        "dex\n035 what",
        "VBScript is old",
        "Option Explicit is a good thing, always",
        "Sub title\r\n",
        "On Error Resume Next time\r\n",
        "Dim lights\r\n",
        "#include the budget\r\n",
        "package holiday;\r\n",
        "using the phone;\r\n",
        "class today\r\n",
        "@import is css",
        "body { color: red }\r\n",
        "select * from x;\r\n",
        "-- comment\r\nselect 1\r\n",
        "%YAML 1.2\n---\na: b\n",
        "---\na: b\n",
        " 1;2;3\r\n",
        "TITLE;X\r\n",
        "begin 644 x\r\n",
        "begin the day",
        "BEGIN\r\n",
        "*** ERROR ***\r\n",
        "\ufeffHello",
        "\ufeffID;Name\r\n1;x\r\n",
        "AC1015 ticket",
        "AC10 air\r\n",
        "MC0.0",
        "WordPro",
        "0 HEAD\r\n",
        "ABCDEF\u0000"
      })
  void detect_beginningOfAnotherType_isAllowed(String text) throws IOException {
    String more = "\r\n" + "more lines of an ordinary text here\r\n".repeat(40);

    assertThat(outcome(text.getBytes(UTF_8))).isEqualTo("allowed");
    assertThat(outcome((text + more).getBytes(UTF_8))).isEqualTo("allowed");
    assertThat(outcome((text + " caf\u00e9\r\n").getBytes(ISO_8859_1))).isEqualTo("allowed");
    assertThat(outcome(("\ufeff" + text).getBytes(UTF_16LE))).isEqualTo("allowed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "P1 - mail server down",
        "P4 server",
        "SAP\r\nError",
        "MATLAB is down",
        "GIF89a is a format",
        "CWS is a company",
        "FLV stuff",
        "ID3 tags are nice",
        "fLaC is a codec",
        "BM 24 report",
        "Path: is good\r\n",
        "From here to there\r\nhello",
        "From: me\r\nto: you\r\nhi there",
        "SIMPLE  =  yes we can",
        "OTTO called",
        "solid foundation of a company\r\n",
        "0x1234 \u0001 log",
      })
  void detect_beginningOfAnotherType_isPlainText(String text) throws IOException {
    assertThat(detect(text.getBytes(UTF_8)).mimeType()).isEqualTo("text/plain");
    assertThat(detect((text + " caf\u00e9").getBytes(ISO_8859_1)).mimeType())
        .isEqualTo("text/plain");
  }

  @ParameterizedTest
  @CsvSource({
    "Shift_JIS, \u30c6\u30b9\u30c8\u30e1\u30fc\u30eb\u3067\u3059",
    "EUC-JP,    \u30c6\u30b9\u30c8\u30e1\u30fc\u30eb\u3067\u3059",
    "ISO-2022-JP, \u30c6\u30b9\u30c8\u30e1\u30fc\u30eb\u3067\u3059",
    "GBK,       \u670d\u52a1\u5668\u6ca1\u6709\u54cd\u5e94",
    "GB18030,   \u670d\u52a1\u5668\u6ca1\u6709\u54cd\u5e94",
    "Big5,      \u670d\u52d9\u5668\u6c92\u6709",
    "EUC-KR,    \uc11c\ubc84\uac00",
    "KOI8-R,    \u041f\u0440\u0438\u0432\u0435\u0442",
    "IBM866,    \u041f\u0440\u0438\u0432\u0435\u0442",
    "windows-1251, \u041f\u0440\u0438\u0432\u0435\u0442",
    "ISO-8859-5, \u041f\u0440\u0438\u0432\u0435\u0442",
    "UTF-16LE,  \u041f\u0440\u0438\u0432\u0435\u0442",
    "UTF-16BE,  \u30c6\u30b9\u30c8\u30e1\u30fc\u30eb\u3067\u3059",
    "UTF-16LE,  \u670d\u52a1\u5668\u6ca1\u6709\u54cd\u5e94",
  })
  void detect_otherEncoding_isPlainText(String charset, String words) throws IOException {
    String line = words + ".\r\n";

    assertThat(detect(line.getBytes(Charset.forName(charset))).mimeType()).isEqualTo("text/plain");
    assertThat(detect(line.repeat(300).getBytes(Charset.forName(charset))).mimeType())
        .isEqualTo("text/plain");
  }

  private String outcome(byte[] content) throws IOException {
    return DefaultRules.outcome("a.txt", detect(content));
  }

  private DetectedType detect(byte[] content) throws IOException {
    return detector.detect(Files.write(directory.resolve("text"), content));
  }
}
