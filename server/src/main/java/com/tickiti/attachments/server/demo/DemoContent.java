package com.tickiti.attachments.server.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Strings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What the demo's files hold: the same bytes on every machine. */
@FunctionalInterface
interface DemoContent {

  /** Writes it all; does not close. */
  void writeTo(OutputStream out) throws IOException;

  /** Some words. */
  static DemoContent text(String text) {
    return out -> out.write(text.getBytes(UTF_8));
  }

  /** Numbered lines of text, {@code size} bytes in all. */
  static DemoContent log(long size) {
    return out -> {
      long left = size;
      for (int number = 1; left > 0; number++) {
        String padded = Strings.padStart(Integer.toString(number), 8, '0');
        byte[] line = (padded + " the device driver reports nothing unusual\n").getBytes(UTF_8);
        int length = (int) Math.min(left, line.length);
        out.write(line, 0, length);
        left -= length;
      }
    };
  }

  /** The least that is a Windows program: a DOS header that leads to a PE header. */
  static DemoContent program(String text) {
    ByteBuffer bytes = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("MZ".getBytes(UTF_8)).putInt(0x3c, 0x80);
    bytes.position(0x80);
    bytes.put("PE\0\0".getBytes(UTF_8)).putShort((short) 0x8664);
    bytes.position(0x100);
    bytes.put(text.getBytes(UTF_8));
    return out -> out.write(bytes.array());
  }

  /** A ZIP archive of exactly {@code size} bytes, its entries stored as they are. */
  static DemoContent zip(int size) {
    byte[] report =
        "UPDD diagnostics: touch device found, driver 7.1.0, no error\n".getBytes(UTF_8);
    String reportName = "UPDD Diag/report.txt";
    String traceName = "UPDD Diag/trace.bin";
    byte[] trace = new byte[size - zipSize(reportName, report.length) - zipSize(traceName, 0) - 22];
    new Random(220_009).nextBytes(trace);
    return out -> {
      ZipOutputStream zip = new ZipOutputStream(out);
      putStored(zip, reportName, report);
      putStored(zip, traceName, trace);
      zip.finish();
    };
  }

  /** An entry takes 30 bytes before its content and 46 in the directory, and its name twice. */
  private static int zipSize(String name, int length) {
    return 30 + 46 + 2 * name.length() + length;
  }

  private static void putStored(ZipOutputStream zip, String name, byte[] content)
      throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
