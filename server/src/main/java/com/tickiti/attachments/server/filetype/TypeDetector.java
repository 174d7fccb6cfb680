package com.tickiti.attachments.server.filetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a file is by its bytes alone; its name is never looked at. Thread-safe; one is enough.
 *
 * <p>A container (ZIP, OLE2) is judged by its own directory. Any other file is read as text to a
 * limit: what a system would run or obey in it is looked for whatever the bytes seem to be, and a
 * file that decodes as text is no binary type. The others are judged by signatures and Tika's magic
 * numbers. Where a look ends at its limit without a verdict, the result says so. Reads at most
 * about forty MiB and holds at most about ten, whatever the file claims of itself. This tells types
 * apart; it is no defence against a file crafted to be two types at once. (Contract: File-type
 * rules.)
 */
public final class TypeDetector {
  private static final int OLE2 = 0xe011cfd0;
  private static final int ZIP_ENTRY = 0x04034b50;
  private static final int ZIP_EMPTY = 0x06054b50;
  private static final int ZIP_SPANNED = 0x08074b50;

  /** "PK00": the marker of an archive that was to be split and was not. */
  private static final int ZIP_NOT_SPANNED = 0x30304b50;

  private final MediaTypes mediaTypes = new MediaTypes();
  private final Signatures signatures = new Signatures(mediaTypes);
  private final DocumentText documents = new DocumentText(mediaTypes);

  /**
   * Detects the type of a regular file.
   *
   * @throws IOException where the file cannot be read; never for what is in it
   */
  public DetectedType detect(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return detect(FileBytes.of(channel));
    }
  }

  /**
   * Detects the type of any content.
   *
   * @throws IOException where it cannot be read; never for what is in it
   */
  public DetectedType detect(ByteSource content) throws IOException {
    return detect(new FileBytes(content));
  }

  /** The other extensions of all types that have {@code extension}, sorted. */
  public Set<String> kinOf(String extension) {
    return mediaTypes.kinOf(extension);
  }

  private DetectedType detect(FileBytes file) throws IOException {
    DetectedType special = inContainer(file);
    if (special == null) {
      special = signatures.structure(file);
    }
    return special == null ? byContent(file) : special;
  }

  private @Nullable DetectedType inContainer(FileBytes file) throws IOException {
    ByteBuffer magic = file.read(0, 4);
    if (magic.limit() < 4) {
      return null;
    }
    return switch (magic.getInt(0)) {
      case ZIP_ENTRY, ZIP_EMPTY, ZIP_SPANNED -> ZipContents.detect(file, mediaTypes);
      case ZIP_NOT_SPANNED ->
          startsWith(file.read(4, 4), ZIP_ENTRY) ? ZipContents.detect(file, mediaTypes) : null;
      case OLE2 -> OleContents.detect(file, mediaTypes);
      default -> null;
    };
  }

  private static boolean startsWith(ByteBuffer bytes, int magic) {
    return bytes.limit() == 4 && bytes.getInt(0) == magic;
  }

  private DetectedType byContent(FileBytes file) throws IOException {
    byte[] head = file.readBytes(0, DecodedText.MAX_BYTES);
    if (head.length == 0) {
      return mediaTypes.typeOf(MediaTypes.OCTET_STREAM);
    }
    DecodedText text = DecodedText.of(head, file.size() > head.length);
    DetectedType type = text.isText() ? documents.detect(text) : binary(file, head, text);
    TextVerdict code = code(file, text, new Remainder(file, head.length));
    if (code.extension() == null) {
      boolean known = !text.isText() && !type.mimeType().equals(MediaTypes.OCTET_STREAM);
      return type.completeIf(code.complete() || known);
    }
    String mimeType = code.mimeType();
    if (mimeType == null) {
      mimeType = text.isText() ? type.mimeType() : MediaTypes.PLAIN_TEXT;
    }
    return DetectedType.of(mimeType, code.extensions());
  }

  /** Code may come after blanks and zero bytes that fill all that was read. */
  private static TextVerdict code(FileBytes file, DecodedText head, Remainder behind)
      throws IOException {
    if (!head.isUndecided()) {
      return ScriptText.look(head, behind);
    }
    Remainder content = behind.skipBlank();
    if (content == null) {
      return new TextVerdict(null, null, false);
    }
    byte[] bytes = file.readBytes(content.start(), DecodedText.MAX_BYTES);
    long end = content.start() + bytes.length;
    return ScriptText.look(DecodedText.of(bytes, end < file.size()), new Remainder(file, end));
  }

  private DetectedType binary(FileBytes file, byte[] head, DecodedText text) throws IOException {
    DetectedType known = signatures.match(file);
    if (known != null) {
      return known;
    }
    String mimeType = mediaTypes.ofHead(head);
    if (DocumentText.isBinaryPdf(new String(head, ISO_8859_1))) {
      return mediaTypes.typeOf("application/pdf");
    }
    if (mediaTypes.isText(mimeType)) {
      return text.isMostlyText()
          ? documents.detect(text)
          : mediaTypes.typeOf(MediaTypes.OCTET_STREAM);
    }
    return mediaTypes.typeOf(
        switch (mimeType) {
          case "application/x-matroska" -> isWebm(head) ? "video/webm" : "video/x-matroska";
          // What has the structure of a program was found before.
          case "application/x-msdownload" -> MediaTypes.OCTET_STREAM;
          default -> mimeType;
        });
  }

  /** WebM is Matroska that names itself so in the first bytes of its header. */
  private static boolean isWebm(byte[] head) {
    return new String(head, 0, Math.min(head.length, 64), ISO_8859_1).contains("webm");
  }
}
