package com.tickiti.attachments.server.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/** The lines of a manifest as text, one at a time. UTF-8 and nothing else. Not thread-safe. */
final class ManifestLines implements Closeable {

  /** Far above any response, far below what would exhaust memory. */
  private static final int MAX_LINE_BYTES = 16 << 20;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long number;
  private long position;

  /** Reads from {@code in}, which {@link #close} closes. */
  ManifestLines(InputStream in) {
    this.in = new BufferedInputStream(in, 64 * 1024);
  }

  /**
   * The next line without its end, or {@code null} at the end of the file.
   *
   * @throws BadLineException where it is no UTF-8 text
   */
  @Nullable String next() throws IOException {
    line.reset();
    number++;
    int octet = in.read();
    if (octet < 0) {
      return null;
    }
    for (; octet >= 0 && octet != '\n'; octet = in.read()) {
      if (line.size() == MAX_LINE_BYTES) {
        throw new BadLineException("the line is longer than 16 MiB");
      }
      line.write(octet);
    }
    position += line.size() + 1;
    return decode(line.toByteArray());
  }

  /** Number of the line read last, from 1. */
  long number() {
    return number;
  }

  /** How many bytes of the file have been read, more or less. */
  long position() {
    return position;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private String decode(byte[] bytes) {
    if (number == 1 && ByteBuffer.wrap(bytes).mismatch(ByteBuffer.wrap(BYTE_ORDER_MARK)) == 3) {
      throw new BadLineException("the file begins with a byte order mark (expected: plain UTF-8)");
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new BadLineException("the line is not UTF-8");
    }
  }
}
