package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/**
 * The directory of an OLE2 compound file: the class of its root and the names directly below it.
 * Names further down belong to embedded documents and say nothing about the file itself.
 * ([MS-CFB].)
 */
final class OleDirectory {
  private static final int HEADER_BYTES = 512;
  private static final int ENTRY_BYTES = 128;
  private static final int HEADER_FAT_OFFSET = 76;
  private static final int MAX_DIRECTORY_BYTES = 1 << 20;

  /** Enough for a file of 8 GiB. */
  private static final int MAX_FAT_SECTORS = 128 * 1024;

  private final FileBytes file;
  private final int sectorBytes;
  private final int[] fatSectors;
  private final byte[] entries;
  private final int entryCount;
  private boolean complete = true;

  private OleDirectory(FileBytes file, ByteBuffer header) throws IOException {
    this.file = file;
    this.sectorBytes = header.getShort(30) == 12 ? 4096 : 512;
    this.fatSectors = readFatSectors(header);
    this.entries = new byte[(int) Math.min(MAX_DIRECTORY_BYTES, file.size())];
    this.entryCount = readEntries(header.getInt(48)) / ENTRY_BYTES;
  }

  static OleDirectory read(FileBytes file) throws IOException {
    ByteBuffer header = file.read(0, HEADER_BYTES);
    // A header cut short reads as one of zeros: an empty directory.
    return new OleDirectory(
        file, header.limit() == HEADER_BYTES ? header : ByteBuffer.allocate(HEADER_BYTES));
  }

  /** Whether the directory was read to its end, and not to the bound. */
  boolean isComplete() {
    return complete;
  }

  /** The root's class id as stored, in lower case hex; empty without a directory. */
  String rootClass() {
    return entryCount == 0 ? "" : HexFormat.of().formatHex(entries, 80, 96);
  }

  /** The names below the root; a sound file has them in a binary tree. */
  List<String> rootNames() {
    List<String> names = new ArrayList<>();
    BitSet seen = new BitSet(entryCount);
    Deque<Integer> open = new ArrayDeque<>();
    if (entryCount > 0) {
      open.push(link(0, 76));
    }
    while (!open.isEmpty()) {
      int entry = open.pop();
      if (entry < 0 || entry >= entryCount || seen.get(entry)) {
        continue;
      }
      seen.set(entry);
      names.add(name(entry));
      open.push(link(entry, 68));
      open.push(link(entry, 72));
    }
    return names;
  }

  private int link(int entry, int offset) {
    return buffer().getInt(entry * ENTRY_BYTES + offset);
  }

  private String name(int entry) {
    int withTerminator = buffer().getShort(entry * ENTRY_BYTES + 64);
    int length = Math.max(0, Math.min(withTerminator, 64) - 2);
    return new String(entries, entry * ENTRY_BYTES, length, UTF_16LE);
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(entries).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The first sectors of the FAT stand in the header, the others in a chain of their own. */
  private int[] readFatSectors(ByteBuffer header) throws IOException {
    long fatBytes = file.size() / sectorBytes * 4;
    int count = (int) Math.min(fatBytes / sectorBytes + 1, MAX_FAT_SECTORS);
    IntBuffer found = IntBuffer.allocate(count);
    putInts(header, HEADER_FAT_OFFSET, HEADER_BYTES, found);
    int next = header.getInt(68);
    while (found.hasRemaining() && next >= 0) {
      ByteBuffer more = sector(next);
      if (more.limit() < sectorBytes) {
        break;
      }
      putInts(more, 0, sectorBytes - 4, found);
      next = more.getInt(sectorBytes - 4);
    }
    return Arrays.copyOf(found.array(), found.position());
  }

  private static void putInts(ByteBuffer from, int start, int end, IntBuffer to) {
    for (int at = start; at < end && to.hasRemaining(); at += 4) {
      to.put(from.getInt(at));
    }
  }

  /** A chain that runs in a circle ends when the buffer is full. */
  private int readEntries(int firstSector) throws IOException {
    int length = 0;
    for (int sector = firstSector; sector >= 0; sector = next(sector)) {
      ByteBuffer content = sector(sector);
      int count = Math.min(content.limit(), entries.length - length);
      if (count == 0) {
        complete = content.limit() == 0 || entries.length < MAX_DIRECTORY_BYTES;
        break;
      }
      content.get(entries, length, count);
      length += count;
    }
    return length;
  }

  /** Returns the sector after this one in its chain; negative at the end or where it breaks. */
  private int next(int sector) throws IOException {
    int perSector = sectorBytes / 4;
    int fat = sector / perSector;
    if (fat >= fatSectors.length || fatSectors[fat] < 0) {
      return -1;
    }
    ByteBuffer link = file.read(position(fatSectors[fat]) + 4L * (sector % perSector), 4);
    return link.limit() == 4 ? link.getInt(0) : -1;
  }

  private ByteBuffer sector(int sector) throws IOException {
    return file.read(position(sector), sectorBytes);
  }

  private long position(int sector) {
    return (sector + 1L) * sectorBytes;
  }
}
