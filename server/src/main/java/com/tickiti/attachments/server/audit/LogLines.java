package com.tickiti.attachments.server.audit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lines of one file of the log, from the first to the last. Not thread-safe. */
final class LogLines implements Closeable {

  private static final int BUFFER_BYTES = 16 * 1024;

  /** A longer line is none of ours; what is beyond counts as the next one. */
  private static final int MAX_LINE_BYTES = 4 << 20;

  private final String file;
  private final InputStream bytes;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int from;
  private int to;
  private byte[] line = new byte[1024];
  private long number;

  LogLines(LogFile file) throws IOException {
    this.file = file.name();
    this.bytes = file.open();
  }

  /** The next line; {@code null} at the end. */
  @Nullable Line next() throws IOException {
    int length = 0;
    boolean whole = false;
    while (!whole && length < MAX_LINE_BYTES && fill()) {
      int end = from;
      int limit = Math.min(to, from + MAX_LINE_BYTES - length);
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      length = append(length, end - from);
      whole = end < limit;
      from = whole ? end + 1 : end;
    }
    if (length == 0 && !whole) {
      return null;
    }
    number++;
    return new Line(
        file,
        number,
        whole,
        RecordLink.of(line, length),
        new String(line, 0, length, StandardCharsets.ISO_8859_1));
  }

  private boolean fill() throws IOException {
    if (from == to) {
      from = 0;
      to = Math.max(0, bytes.read(buffer, 0, BUFFER_BYTES));
    }
    return from < to;
  }

  private int append(int length, int count) {
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(2 * line.length, length + count));
    }
    System.arraycopy(buffer, from, line, length, count);
    return length + count;
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }

  /** A line. Not thread-safe. */
  static final class Line {

    private final String file;
    private final long number;
    private final boolean whole;
    private final @Nullable RecordLink link;
    private final String text;
    private @Nullable String hash;

    private Line(String file, long number, boolean whole, @Nullable RecordLink link, String text) {
      this.file = file;
      this.number = number;
      this.whole = whole;
      this.link = link;
      this.text = text;
    }

    /** The name of its file. */
    String file() {
      return file;
    }

    /** Its number in the file, from 1. */
    long number() {
      return number;
    }

    /** Whether a newline ends it. */
    boolean whole() {
      return whole;
    }

    /** What joins it to the record before, where something does. */
    @Nullable RecordLink link() {
      return link;
    }

    /** Without the newline, a character for each byte. */
    String text() {
      return text;
    }

    /** Its SHA-256, without the newline. */
    String hash() {
      String known = hash;
      if (known == null) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        known = RecordLink.hash(bytes, bytes.length);
        hash = known;
      }
      return known;
    }
  }

  /** A file of the log, wherever it is. */
  interface LogFile {

    /** Its name, without the directory. */
    String name();

    /** Its bytes, which the caller closes. */
    InputStream open() throws IOException;
  }
}
