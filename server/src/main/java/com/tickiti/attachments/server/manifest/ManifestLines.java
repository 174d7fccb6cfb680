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

/**
 * The lines of a manifest as text, one at a time: UTF-8, with or without its mark. Not thread-safe.
 */
final class ManifestLines implements Closeable {

  /** Far above any response, far below what would exhaust memory. */
  private static final int MAX_LINE_BYTES = 16 << 20;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long number;

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
        skipLine();
        throw new BadLineException("the line is longer than 16 MiB");
      }
      line.write(octet);
    }
    return decode(line.toByteArray());
  }

  private void skipLine() throws IOException {
    int octet = in.read();
    while (octet >= 0 && octet != '\n') {
      octet = in.read();
    }
  }

  /** Number of the line read last, from 1. */
  long number() {
    return number;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private String decode(byte[] bytes) {
    ByteBuffer text = ByteBuffer.wrap(bytes);
    if (number == 1 && text.mismatch(ByteBuffer.wrap(BYTE_ORDER_MARK)) == BYTE_ORDER_MARK.length) {
      text.position(BYTE_ORDER_MARK.length);
    }
    try {
      return UTF_8.newDecoder().decode(text).toString();
    } catch (CharacterCodingException e) {
      throw new BadLineException("the line is not UTF-8");
    }
  }
}
