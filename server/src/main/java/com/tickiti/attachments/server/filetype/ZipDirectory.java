package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * The entries of a ZIP file as its central directory lists them; of one without a readable central
 * directory, as the local headers at its start do. Every number in the file is taken for a lie that
 * may cost no more than the bounds below. (APPNOTE.TXT 6.3.10, section 4.3.)
 */
final class ZipDirectory {
  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int CENTRAL_HEADER = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int ZIP64_LOCATOR = 0x07064b50;
  private static final int ZIP64_END = 0x06064b50;
  private static final int LOCAL_HEADER_BYTES = 30;
  private static final int CENTRAL_HEADER_BYTES = 46;
  private static final int END_BYTES = 22;

  private static final int MAX_ENTRIES = 250_000;
  private static final long MAX_DIRECTORY_BYTES = 32L << 20;
  private static final int MAX_COMMENT_BYTES = 65_535;
  private static final int WINDOW_BYTES = 256 * 1024;
  private static final int MAX_NAME_BYTES = 1024;
  private static final int MAX_COMPRESSED_BYTES = 1 << 20;

  /** How far into a file without a central directory its entries are looked for. */
  private static final int MAX_LOCAL_BYTES = 1 << 20;

  private static final int STREAMED = 1 << 3;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  private final FileBytes file;
  private boolean complete = true;

  ZipDirectory(FileBytes file) {
    this.file = file;
  }

  /**
   * One entry.
   *
   * @param name as stored, one char per byte: the names looked for are ASCII
   * @param header where its local header lies in the file
   */
  record Entry(String name, int method, long compressedBytes, long header) {}

  /** Hands over each entry in the order of the directory; holds none of them. */
  void forEach(Consumer<Entry> consumer) throws IOException {
    if (!readCentralDirectory(consumer)) {
      readLocalHeaders(consumer);
    }
  }

  /** Whether every entry was seen, and not only those up to a bound. */
  boolean isComplete() {
    return complete;
  }

  /** Whether {@link #open} gives the whole of an entry. */
  static boolean isWhole(Entry entry) {
    return entry.compressedBytes <= MAX_COMPRESSED_BYTES;
  }

  /** Opens an entry's content, of which only so much can be read as a small entry holds. */
  InputStream open(Entry entry) throws IOException {
    ByteBuffer header = file.read(entry.header, LOCAL_HEADER_BYTES);
    if (header.limit() < LOCAL_HEADER_BYTES || header.getInt(0) != LOCAL_HEADER) {
      return InputStream.nullInputStream();
    }
    long start = entry.header + LOCAL_HEADER_BYTES + unsigned(header, 26) + unsigned(header, 28);
    // A streamed entry's local header does not know its length yet.
    long length = entry.compressedBytes == 0 ? MAX_COMPRESSED_BYTES : entry.compressedBytes;
    InputStream in =
        new ByteArrayInputStream(
            file.readBytes(start, (int) Math.min(length, MAX_COMPRESSED_BYTES)));
    return switch (entry.method) {
      case STORED -> in;
      case DEFLATED -> new RawInflaterStream(in);
      default -> InputStream.nullInputStream();
    };
  }

  private boolean readCentralDirectory(Consumer<Entry> consumer) throws IOException {
    long tailStart = Math.max(0, file.size() - END_BYTES - MAX_COMMENT_BYTES);
    ByteBuffer tail = file.read(tailStart, END_BYTES + MAX_COMMENT_BYTES);
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END && readCentralDirectory(tailStart + at, tail, at, consumer)) {
        return true;
      }
    }
    return false;
  }

  private boolean readCentralDirectory(
      long endPosition, ByteBuffer tail, int at, Consumer<Entry> consumer) throws IOException {
    long size = Integer.toUnsignedLong(tail.getInt(at + 12));
    long offset = Integer.toUnsignedLong(tail.getInt(at + 16));
    long end = endPosition;
    ByteBuffer locator = file.read(endPosition - 20, 20);
    if (locator.limit() == 20 && locator.getInt(0) == ZIP64_LOCATOR) {
      ByteBuffer zip64 = file.read(locator.getLong(8), 56);
      if (zip64.limit() == 56 && zip64.getInt(0) == ZIP64_END) {
        size = zip64.getLong(40);
        offset = zip64.getLong(48);
        end = locator.getLong(8);
      }
    }
    // With bytes put before the archive every offset is short by their number: the directory
    // ends where the end record begins.
    if (size >= 0 && isCentralHeader(end - size)) {
      readEntries(end - size, size, end - size - offset, consumer);
      return true;
    }
    if (size >= 0 && isCentralHeader(offset)) {
      readEntries(offset, size, 0, consumer);
      return true;
    }
    return false;
  }

  private boolean isCentralHeader(long position) throws IOException {
    ByteBuffer signature = file.read(position, 4);
    return signature.limit() == 4 && signature.getInt(0) == CENTRAL_HEADER;
  }

  private void readEntries(long start, long size, long shift, Consumer<Entry> consumer)
      throws IOException {
    long end = start + Math.min(size, MAX_DIRECTORY_BYTES);
    long position = start;
    ByteBuffer window = file.read(position, WINDOW_BYTES);
    long windowStart = position;
    complete = size <= MAX_DIRECTORY_BYTES;
    for (int n = 0; position < end; n++) {
      if (n == MAX_ENTRIES) {
        complete = false;
        return;
      }
      if (position - windowStart > WINDOW_BYTES - CENTRAL_HEADER_BYTES - MAX_NAME_BYTES) {
        window = file.read(position, WINDOW_BYTES);
        windowStart = position;
      }
      int at = (int) (position - windowStart);
      if (at + CENTRAL_HEADER_BYTES > window.limit() || window.getInt(at) != CENTRAL_HEADER) {
        return;
      }
      int nameBytes = unsigned(window, at + 28);
      consumer.accept(
          new Entry(
              name(window, at + CENTRAL_HEADER_BYTES, nameBytes),
              unsigned(window, at + 10),
              Integer.toUnsignedLong(window.getInt(at + 20)),
              Integer.toUnsignedLong(window.getInt(at + 42)) + shift));
      position +=
          CENTRAL_HEADER_BYTES + nameBytes + unsigned(window, at + 30) + unsigned(window, at + 32);
    }
  }

  private void readLocalHeaders(Consumer<Entry> consumer) throws IOException {
    ByteBuffer start = file.read(0, MAX_LOCAL_BYTES);
    // The marker of an archive split or not split comes before the first header.
    long position = start.limit() >= 8 && start.getInt(4) == LOCAL_HEADER ? 4 : 0;
    // No program opens an archive without a directory as a document, so that what lies behind
    // the entries found here needs no review.
    complete = true;
    while (position <= start.limit() - LOCAL_HEADER_BYTES) {
      int at = (int) position;
      if (start.getInt(at) != LOCAL_HEADER) {
        return;
      }
      int nameBytes = unsigned(start, at + 26);
      long compressedBytes = Integer.toUnsignedLong(start.getInt(at + 18));
      consumer.accept(
          new Entry(
              name(start, at + LOCAL_HEADER_BYTES, nameBytes),
              unsigned(start, at + 8),
              compressedBytes,
              position));
      position += LOCAL_HEADER_BYTES + nameBytes + unsigned(start, at + 28) + compressedBytes;
      if ((unsigned(start, at + 6) & STREAMED) != 0 && compressedBytes == 0) {
        position = findLocalHeader(start, position);
      }
    }
  }

  /** A streamed entry's length stands behind it, so the next header has to be looked for. */
  private static long findLocalHeader(ByteBuffer start, long from) {
    long position = from;
    while (position <= start.limit() - 4 && start.getInt((int) position) != LOCAL_HEADER) {
      position++;
    }
    return position;
  }

  private static String name(ByteBuffer buffer, int at, int length) {
    int available = Math.min(Math.min(length, MAX_NAME_BYTES), buffer.limit() - at);
    byte[] name = new byte[available];
    buffer.get(at, name);
    return new String(name, ISO_8859_1);
  }

  private static int unsigned(ByteBuffer buffer, int at) {
    return Short.toUnsignedInt(buffer.getShort(at));
  }

  /** Inflates data without a zlib header, and gives its native memory back when closed. */
  private static final class RawInflaterStream extends InflaterInputStream {
    RawInflaterStream(InputStream in) {
      super(in, new Inflater(true));
    }

    @Override
    public void close() throws IOException {
      inf.end();
      super.close();
    }
  }
}
