package com.tickiti.attachments.server.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The records of a zip archive of stored entries (APPNOTE.TXT 6.3, sections 4.3 and 4.5.3), with
 * Zip64 where a number does not fit otherwise. Everything about an entry stands before its content,
 * since it is known then.
 */
final class ZipFormat {

  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int CENTRAL_HEADER = 0x02014b50;
  private static final int ZIP64_END = 0x06064b50;
  private static final int ZIP64_LOCATOR = 0x07064b50;
  private static final int END = 0x06054b50;

  private static final int LOCAL_HEADER_BYTES = 30;
  private static final int CENTRAL_HEADER_BYTES = 46;
  private static final int ZIP64_END_BYTES = 56;
  private static final int ZIP64_LOCATOR_BYTES = 20;
  private static final int END_BYTES = 22;

  private static final long MAX_32 = 0xffffffffL;
  private static final int MAX_16 = 0xffff;

  private static final short VERSION_STORED = 20;
  private static final short VERSION_ZIP64 = 45;
  private static final short MADE_ON_UNIX = 3 << 8;
  private static final short NAME_IS_UTF8 = 1 << 11;
  private static final short STORED = 0;
  private static final short ZIP64_EXTRA = 1;

  /** 1980-01-01, the earliest that can be said: no time is recorded of an attachment. */
  private static final short DATE = (0 << 9) | (1 << 5) | 1;

  /** A regular file that its owner may write and all may read. */
  private static final int MODE = 0100644 << 16;

  private ZipFormat() {}

  /**
   * An entry.
   *
   * @param name of at most 65535 bytes in UTF-8
   * @param size of its content in bytes
   * @param crc32 of its content
   */
  record Entry(String name, long size, long crc32) {

    private byte[] nameBytes() {
      return name.getBytes(StandardCharsets.UTF_8);
    }

    private boolean isLarge() {
      return size >= MAX_32;
    }
  }

  static int localHeaderBytes(Entry entry) {
    return LOCAL_HEADER_BYTES + entry.nameBytes().length + (entry.isLarge() ? 4 + 16 : 0);
  }

  static ByteBuffer localHeader(Entry entry) {
    ByteBuffer header = buffer(localHeaderBytes(entry));
    header.putInt(LOCAL_HEADER);
    putCommon(header, entry, entry.isLarge());
    header.putShort((short) (entry.isLarge() ? 4 + 16 : 0)).put(entry.nameBytes());
    if (entry.isLarge()) {
      header.putShort(ZIP64_EXTRA).putShort((short) 16).putLong(entry.size).putLong(entry.size);
    }
    return header.flip();
  }

  static int centralHeaderBytes(Entry entry, long offset) {
    return CENTRAL_HEADER_BYTES + entry.nameBytes().length + centralExtraBytes(entry, offset);
  }

  static ByteBuffer centralHeader(Entry entry, long offset) {
    int extra = centralExtraBytes(entry, offset);
    ByteBuffer header = buffer(centralHeaderBytes(entry, offset));
    header.putInt(CENTRAL_HEADER).putShort((short) (MADE_ON_UNIX | VERSION_ZIP64));
    putCommon(header, entry, extra > 0);
    header.putShort((short) extra);
    header.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(MODE);
    header.putInt((int) Math.min(offset, MAX_32)).put(entry.nameBytes());
    if (extra > 0) {
      header.putShort(ZIP64_EXTRA).putShort((short) (extra - 4));
    }
    if (entry.isLarge()) {
      header.putLong(entry.size).putLong(entry.size);
    }
    if (offset >= MAX_32) {
      header.putLong(offset);
    }
    return header.flip();
  }

  static int endBytes(int entries, long directoryBytes, long directoryOffset) {
    return END_BYTES
        + (isZip64(entries, directoryBytes, directoryOffset)
            ? ZIP64_END_BYTES + ZIP64_LOCATOR_BYTES
            : 0);
  }

  static ByteBuffer end(int entries, long directoryBytes, long directoryOffset) {
    ByteBuffer end = buffer(endBytes(entries, directoryBytes, directoryOffset));
    if (isZip64(entries, directoryBytes, directoryOffset)) {
      end.putInt(ZIP64_END).putLong(ZIP64_END_BYTES - 12);
      end.putShort((short) (MADE_ON_UNIX | VERSION_ZIP64)).putShort(VERSION_ZIP64);
      end.putInt(0).putInt(0).putLong(entries).putLong(entries);
      end.putLong(directoryBytes).putLong(directoryOffset);
      end.putInt(ZIP64_LOCATOR).putInt(0).putLong(directoryOffset + directoryBytes).putInt(1);
    }
    short count = (short) Math.min(entries, MAX_16);
    end.putInt(END).putShort((short) 0).putShort((short) 0).putShort(count).putShort(count);
    end.putInt((int) Math.min(directoryBytes, MAX_32));
    end.putInt((int) Math.min(directoryOffset, MAX_32)).putShort((short) 0);
    return end.flip();
  }

  /** What both headers say in the same order, up to the length of the name. */
  private static void putCommon(ByteBuffer header, Entry entry, boolean zip64) {
    int size = (int) Math.min(entry.size, MAX_32);
    header.putShort(zip64 ? VERSION_ZIP64 : VERSION_STORED).putShort(NAME_IS_UTF8);
    header.putShort(STORED).putShort((short) 0).putShort(DATE);
    header.putInt((int) entry.crc32).putInt(size).putInt(size);
    header.putShort((short) entry.nameBytes().length);
  }

  private static int centralExtraBytes(Entry entry, long offset) {
    int fields = (entry.isLarge() ? 16 : 0) + (offset >= MAX_32 ? 8 : 0);
    return fields == 0 ? 0 : 4 + fields;
  }

  private static boolean isZip64(int entries, long directoryBytes, long directoryOffset) {
    return entries >= MAX_16 || directoryBytes >= MAX_32 || directoryOffset >= MAX_32;
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
