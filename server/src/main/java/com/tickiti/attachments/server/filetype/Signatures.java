package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fixed bytes at fixed places, for dangerous and everyday types that Tika does not know or goes by
 * too few letters of. Thread-safe.
 */
final class Signatures {
  /** Enough bytes that no text has them by chance: looked for whatever the file begins with. */
  private static final List<Signature> STRUCTURES =
      List.of(
          hex(32768, "0143443030310100", "application/x-iso9660-image"),
          hex(32768, "004245413031", "application/x-udf-image"),
          // Disk images whose mark is a trailer: DMG, and VHD of fixed size.
          hex(-512, "6b6f6c790000000400000200", "application/x-apple-diskimage"),
          hex(-512, "636f6e6563746978000000", "application/x-vhd"));

  /** For files that are no text. */
  private static final List<Signature> BINARY =
      List.of(
          hex(0, "4c0000000114020000000000c000000000000046", "application/x-ms-shortcut"),
          hex(0, "3f5f0300", "application/winhlp"),
          hex(0, "1b4c7561", "application/x-lua-bytecode"),
          text(0, "FasdUAS ", "application/x-applescript"),
          text(0, "xar!", "application/x-xar"),
          text(0, "vhdxfile", "application/x-vhdx"),
          text(0, "conectix", "application/x-vhd"),
          text(4, "Standard Jet DB", "application/x-msaccess"),
          text(4, "Standard ACE DB", "application/vnd.ms-access"),
          text(7, "**ACE**", "application/x-ace-compressed"),
          hex(0, "4d53434600000000", "application/vnd.ms-cab-compressed"),
          text(0, "wOFF", "font/woff"),
          text(0, "wOF2", "font/woff2"),
          hex(0, "4d3cb2a1", "application/vnd.tcpdump.pcap"),
          hex(0, "a1b23c4d", "application/vnd.tcpdump.pcap"),
          hex(0, "49492b0008000000", "image/tiff"),
          hex(0, "4d4d002b00080000", "image/tiff"),
          hex(0, "4c5a495001", "application/lzip"),
          text(28, "OpusHead", "audio/opus"));

  private static final int MZ = 0x5a4d;
  private static final int ZM = 0x4d5a;
  private static final int DOS_HEADER_BYTES = 64;
  private static final int TAR_HEADER_BYTES = 512;
  private static final int TAR_MARK = 257;
  private static final int TAR_CHECKSUM = 148;
  private static final int TAR_CHECKSUM_BYTES = 8;
  private static final int TS_SYNC = 0x47;
  private static final int TS_PACKETS = 4;

  private final MediaTypes mediaTypes;

  Signatures(MediaTypes mediaTypes) {
    this.mediaTypes = mediaTypes;
  }

  /** Looks for what makes a file a program or a disk image whatever else it looks like. */
  @Nullable DetectedType structure(FileBytes file) throws IOException {
    if (isProgram(file)) {
      return mediaTypes.typeOf("application/x-msdownload");
    }
    return find(STRUCTURES, file);
  }

  /** Looks for the signature of a binary type; null where there is none. */
  @Nullable DetectedType match(FileBytes file) throws IOException {
    DetectedType known = find(BINARY, file);
    if (known != null) {
      return known;
    }
    String mimeType = IsoMedia.mimeType(file);
    if (mimeType == null) {
      mimeType = byLayout(file);
    }
    return mimeType == null ? null : mediaTypes.typeOf(mimeType);
  }

  private @Nullable DetectedType find(List<Signature> signatures, FileBytes file)
      throws IOException {
    for (Signature signature : signatures) {
      if (signature.matches(file)) {
        return mediaTypes.typeOf(signature.mimeType);
      }
    }
    return null;
  }

  private static @Nullable String byLayout(FileBytes file) throws IOException {
    if (isPythonBytecode(file.read(0, 17))) {
      return "application/x-python-code";
    }
    if (isTar(file)) {
      return "application/x-tar";
    }
    if (isLzma(file.read(0, 13))) {
      return "application/x-lzma";
    }
    return isTransportStream(file, 0, 188) || isTransportStream(file, 4, 192) ? "video/mp2t" : null;
  }

  /**
   * Two letters are all the magic that a DOS program has, and a text may begin with them too. But
   * one for Windows has another where its header's last number says, wherever that is; and without
   * it, the header of one for DOS has zero bytes.
   */
  private static boolean isProgram(FileBytes file) throws IOException {
    ByteBuffer header = file.read(0, DOS_HEADER_BYTES);
    if (header.limit() < 2) {
      return false;
    }
    int magic = Short.toUnsignedInt(header.getShort(0));
    if (magic != MZ && magic != ZM) {
      return false;
    }
    if (header.limit() == DOS_HEADER_BYTES) {
      ByteBuffer proper = file.read(Integer.toUnsignedLong(header.getInt(60)), 2);
      if (proper.limit() == 2 && isWindowsMagic(Short.toUnsignedInt(proper.getShort(0)))) {
        return true;
      }
    }
    for (int i = 0; i < header.limit(); i++) {
      if (header.get(i) == 0) {
        return true;
      }
    }
    return false;
  }

  /** PE, NE, LE, LX. */
  private static boolean isWindowsMagic(int magic) {
    return magic == 0x4550 || magic == 0x454e || magic == 0x454c || magic == 0x584c;
  }

  /**
   * Python's magic is a version number with CR LF behind it, too little to go by alone; but the
   * marshalled module after the header (which grew over time) always begins as a code object.
   */
  private static boolean isPythonBytecode(ByteBuffer head) {
    if (head.limit() < 17 || head.get(2) != '\r' || head.get(3) != '\n') {
      return false;
    }
    int version = Short.toUnsignedInt(head.getShort(0));
    int code = version > 50_000 ? 8 : version < 3390 ? 12 : 16;
    return (head.get(code) & 0x7f) == 'c';
  }

  /**
   * A tape archive without the mark of later formats, which Tika knows. A header block's checksum
   * counts its own bytes as spaces; some programs summed signed bytes.
   */
  private static boolean isTar(FileBytes file) throws IOException {
    byte[] header = file.readBytes(0, TAR_HEADER_BYTES);
    if (header.length < TAR_HEADER_BYTES || header[0] == 0 || header[TAR_MARK] == 'u') {
      return false;
    }
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < header.length; i++) {
      boolean inChecksum = i >= TAR_CHECKSUM && i < TAR_CHECKSUM + TAR_CHECKSUM_BYTES;
      unsigned += inChecksum ? ' ' : Byte.toUnsignedInt(header[i]);
      signed += inChecksum ? ' ' : header[i];
    }
    String recorded = new String(header, TAR_CHECKSUM, TAR_CHECKSUM_BYTES, ISO_8859_1);
    String octal = recorded.replace('\0', ' ').strip();
    if (!octal.matches("[0-7]{1,7}")) {
      return false;
    }
    long sum = Long.parseLong(octal, 8);
    return sum == unsigned || sum == signed;
  }

  /** Default properties, a dictionary of a usual size and a length that is unknown or sensible. */
  private static boolean isLzma(ByteBuffer head) {
    if (head.limit() < 13 || head.get(0) != 0x5d || head.getShort(1) != 0) {
      return false;
    }
    int dictionary = head.getInt(1);
    long length = head.getLong(5);
    return Integer.bitCount(dictionary) <= 2
        && dictionary >= 1 << 16
        && (length == -1 || (length >= 0 && length < 1L << 40));
  }

  private static boolean isTransportStream(FileBytes file, int start, int packetBytes)
      throws IOException {
    long packets = Math.min(file.size() / packetBytes, TS_PACKETS);
    for (int packet = 0; packet < packets; packet++) {
      byte[] sync = file.readBytes(start + (long) packet * packetBytes, 1);
      if (sync.length == 0 || sync[0] != TS_SYNC) {
        return false;
      }
    }
    return packets == TS_PACKETS || (packets > 1 && file.size() % packetBytes == 0);
  }

  private static Signature hex(long offset, String bytes, String mimeType) {
    return new Signature(offset, HexFormat.of().parseHex(bytes), mimeType);
  }

  private static Signature text(long offset, String text, String mimeType) {
    return new Signature(offset, text.getBytes(ISO_8859_1), mimeType);
  }

  /** A negative offset counts from the end of the file. */
  private static final class Signature {
    final long offset;
    final ByteBuffer bytes;
    final String mimeType;

    Signature(long offset, byte[] bytes, String mimeType) {
      this.offset = offset;
      this.bytes = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
      this.mimeType = mimeType;
    }

    boolean matches(FileBytes file) throws IOException {
      long position = offset < 0 ? file.size() + offset : offset;
      return file.read(position, bytes.limit()).equals(bytes);
    }
  }
}
