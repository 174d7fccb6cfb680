package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fixed bytes at fixed places, for dangerous and everyday types that Tika does not know. */
final class Signatures {
  private static final List<Signature> ALL =
      List.of(
          hex("4c0000000114020000000000c000000000000046", "application/x-ms-shortcut", "lnk"),
          hex("3f5f0300", "application/winhlp", "hlp"),
          hex("1b4c7561", "application/x-lua-bytecode", "lua"),
          text(0, "FasdUAS ", "application/x-applescript", "scpt"),
          text(0, "#@~^", "text/x-vbscript", "vbe"),
          text(0, "xar!", "application/x-xar", "pkg"),
          text(0, "vhdxfile", "application/x-vhdx", "vhdx"),
          text(4, "Standard Jet DB", "application/x-msaccess", "mdb"),
          text(32769, "BEA01", "application/x-udf-image", "udf"),
          // Tika knows a few of the brands of MP4 and takes the others for QuickTime.
          text(4, "ftypisom", "video/mp4", "mp4"),
          text(4, "ftypiso2", "video/mp4", "mp4"),
          text(4, "ftypiso4", "video/mp4", "mp4"),
          text(4, "ftypiso5", "video/mp4", "mp4"),
          text(4, "ftypiso6", "video/mp4", "mp4"),
          text(4, "ftypavc1", "video/mp4", "mp4"),
          // Disk images whose mark is a trailer: DMG, and VHD of fixed size.
          text(-512, "koly", "application/x-apple-diskimage", "dmg"),
          text(-512, "conectix", "application/x-vhd", "vhd"));

  private static final DetectedType PYTHON_BYTECODE =
      new DetectedType("application/x-python-code", "pyc");

  private Signatures() {}

  static @Nullable DetectedType match(FileBytes file) throws IOException {
    for (Signature signature : ALL) {
      if (signature.matches(file)) {
        return signature.type;
      }
    }
    return isPythonBytecode(file.read(0, 17)) ? PYTHON_BYTECODE : null;
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

  private static Signature hex(String bytes, String mimeType, String extension) {
    return new Signature(0, HexFormat.of().parseHex(bytes), new DetectedType(mimeType, extension));
  }

  private static Signature text(long offset, String text, String mimeType, String extension) {
    return new Signature(offset, text.getBytes(ISO_8859_1), new DetectedType(mimeType, extension));
  }

  /** A negative offset counts from the end of the file. */
  private static final class Signature {
    final long offset;
    final ByteBuffer bytes;
    final DetectedType type;

    Signature(long offset, byte[] bytes, DetectedType type) {
      this.offset = offset;
      this.bytes = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
      this.type = type;
    }

    boolean matches(FileBytes file) throws IOException {
      long position = offset < 0 ? file.size() + offset : offset;
      return file.read(position, bytes.limit()).equals(bytes);
    }
  }
}
