package com.tickiti.attachments.server.filetype;

import static java.util.Map.entry;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeType;
import org.apache.tika.mime.MimeTypeException;
import org.apache.tika.mime.MimeTypes;
import org.apache.tika.parser.ParseContext;
import org.jspecify.annotations.Nullable;

/**
 * Tika's magic numbers and its registry of media types, with the canonical extensions put right.
 * Thread-safe.
 */
final class MediaTypes {
  /** Tika's magic looks no further than this; it is where the mark of an ISO image lies. */
  static final int HEAD_BYTES = 64 * 1024;

  /**
   * Where Tika's extension would mislead a rule: it has none for most programs, and for some
   * harmless types it has one that also names a dangerous one. The empty extension stands for none.
   */
  private static final Map<String, String> EXTENSIONS =
      Map.ofEntries(
          entry("application/octet-stream", ""),
          entry("application/x-matlab-data", ""),
          entry("application/x-msdownload", "exe"),
          entry("application/x-elf", "elf"),
          entry("application/x-object", "elf"),
          entry("application/x-executable", "elf"),
          entry("application/x-sharedlib", "elf"),
          entry("application/x-dex", "apk"),
          entry("application/x-fat-diskimage", "img"),
          entry("application/x-vhd", "vhd"),
          entry("application/inf", "inf"),
          entry("application/x-kdelnk", "desktop"),
          entry("application/x-powershell", "ps1"),
          entry("application/msix", "msix"),
          entry("text/x-tcl", "tcl"));

  private final MimeTypes registry = MimeTypes.getDefaultMimeTypes();

  /** Returns what Tika makes of the first bytes; {@code application/octet-stream} for nothing. */
  String ofHead(byte[] head) throws IOException {
    // Metadata stays empty: given a name, Tika lets it change the answer.
    try (TikaInputStream in = TikaInputStream.get(head)) {
      return registry.detect(in, new Metadata(), new ParseContext()).getBaseType().toString();
    } catch (RuntimeException e) {
      return MimeTypes.OCTET_STREAM;
    }
  }

  /** Whether the type is text, or like a script or an XML document is a special kind of it. */
  boolean isText(String mimeType) {
    MediaType type = MediaType.parse(mimeType);
    return type != null
        && (registry.getMediaTypeRegistry().isSpecializationOf(type, MediaType.TEXT_PLAIN)
            || type.equals(MediaType.TEXT_PLAIN)
            || type.getType().equals("text")
            || registry.getMediaTypeRegistry().isSpecializationOf(type, MediaType.APPLICATION_XML)
            || type.equals(MediaType.APPLICATION_XML));
  }

  /** Whether the registry has the type: a name found in a file is not believed otherwise. */
  boolean isKnown(String mimeType) {
    return registered(mimeType) != null;
  }

  DetectedType typeOf(String mimeType) {
    return new DetectedType(mimeType, extensionOf(mimeType));
  }

  private @Nullable String extensionOf(String mimeType) {
    String extension = EXTENSIONS.get(mimeType);
    if (extension == null && mimeType.startsWith("application/x-mach-o")) {
      extension = "bin";
    }
    if (extension == null) {
      MimeType type = registered(mimeType);
      extension = type == null ? "" : type.getExtension().replaceFirst("^\\.", "");
    }
    return extension.isEmpty() ? null : extension.toLowerCase(Locale.ROOT);
  }

  private @Nullable MimeType registered(String mimeType) {
    try {
      return registry.getRegisteredMimeType(mimeType);
    } catch (MimeTypeException e) {
      return null;
    }
  }
}
