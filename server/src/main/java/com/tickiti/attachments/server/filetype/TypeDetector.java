package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.apache.tika.mime.MimeTypes;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a file is by its bytes alone; its name is never looked at. Thread-safe; one is enough.
 *
 * <p>A container (ZIP, OLE2) is judged by its own directory, any other file by Tika's magic numbers
 * and by the marks that Tika does not know. Reads at most about ten MiB and holds at most about
 * two, whatever the file claims of itself: a file that makes no sense is its container, or {@code
 * application/octet-stream}. This tells types apart; it is no defence against a file crafted to be
 * two types at once. (Contract: File-type rules.)
 */
public final class TypeDetector {
  private static final int OLE2 = 0xe011cfd0;
  private static final int ZIP_ENTRY = 0x04034b50;
  private static final int ZIP_EMPTY = 0x06054b50;
  private static final int ZIP_SPANNED = 0x08074b50;
  private static final int DOS_HEADER_BYTES = 64;

  private final MediaTypes mediaTypes = new MediaTypes();

  /**
   * Detects the type of a regular file.
   *
   * @throws IOException where the file cannot be read; never for what is in it
   */
  public DetectedType detect(Path file) throws IOException {
    try (FileBytes bytes = FileBytes.open(file)) {
      return detect(bytes);
    }
  }

  private DetectedType detect(FileBytes file) throws IOException {
    DetectedType special = inContainer(file);
    if (special == null) {
      special = Signatures.match(file);
    }
    return special == null ? byMagic(file.readBytes(0, MediaTypes.HEAD_BYTES)) : special;
  }

  private @Nullable DetectedType inContainer(FileBytes file) throws IOException {
    ByteBuffer magic = file.read(0, 4);
    if (magic.limit() < 4) {
      return null;
    }
    return switch (magic.getInt(0)) {
      case ZIP_ENTRY, ZIP_EMPTY, ZIP_SPANNED -> ZipContents.detect(file, mediaTypes);
      case OLE2 -> OleContents.detect(file, mediaTypes);
      default -> null;
    };
  }

  private DetectedType byMagic(byte[] head) throws IOException {
    String mimeType = mediaTypes.ofHead(head);
    if (mediaTypes.isText(mimeType)) {
      return ScriptText.detect(head, mimeType, mediaTypes);
    }
    return mediaTypes.typeOf(
        switch (mimeType) {
          case "application/x-tika-ooxml" -> "application/zip";
          case "application/x-tika-msoffice" -> "application/x-ole-storage";
          case "application/x-matroska" -> isWebm(head) ? "video/webm" : "video/x-matroska";
          case "application/x-msdownload" -> hasDosHeader(head) ? mimeType : MimeTypes.PLAIN_TEXT;
          default -> mimeType;
        });
  }

  /** WebM is Matroska that names itself so in the first bytes of its header. */
  private static boolean isWebm(byte[] head) {
    return new String(head, 0, Math.min(head.length, 64), ISO_8859_1).contains("webm");
  }

  /**
   * Two letters are all the magic a Windows program has, and a text may begin with them too. But
   * the header's last number, where the program proper begins, always has a zero byte.
   */
  private static boolean hasDosHeader(byte[] head) {
    for (int i = 0; i < Math.min(head.length, DOS_HEADER_BYTES); i++) {
      if (head[i] == 0) {
        return true;
      }
    }
    return false;
  }
}
