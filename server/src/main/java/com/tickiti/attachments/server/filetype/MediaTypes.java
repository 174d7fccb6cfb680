package com.tickiti.attachments.server.filetype;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeType;
import org.apache.tika.mime.MimeTypeException;
import org.apache.tika.mime.MimeTypes;
import org.apache.tika.parser.ParseContext;
import org.jspecify.annotations.Nullable;

/**
 * Tika's magic numbers and its registry of media types, with the extensions put right by {@link
 * TypeExtensions}. Thread-safe.
 */
final class MediaTypes {
  static final String OCTET_STREAM = MimeTypes.OCTET_STREAM;
  static final String PLAIN_TEXT = MimeTypes.PLAIN_TEXT;

  /** Tika's magic looks no further than this; it is where the mark of an ISO image lies. */
  static final int HEAD_BYTES = 64 * 1024;

  private static final String PRIVATE = "application/x-tika-";

  private final MimeTypes registry = MimeTypes.getDefaultMimeTypes();

  /** Returns what Tika makes of the first bytes; {@code application/octet-stream} for nothing. */
  String ofHead(byte[] head) throws IOException {
    // Metadata stays empty: given a name, Tika lets it change the answer.
    try (TikaInputStream in = TikaInputStream.get(head)) {
      return registry.detect(in, new Metadata(), new ParseContext()).getBaseType().toString();
    } catch (RuntimeException e) {
      return OCTET_STREAM;
    }
  }

  /** Whether the type is text, or like a script or an XML document is a special kind of it. */
  boolean isText(String mimeType) {
    MediaType type = MediaType.parse(mimeType);
    return type != null
        && (registry.getMediaTypeRegistry().isSpecializationOf(type, MediaType.TEXT_PLAIN)
            || type.equals(MediaType.TEXT_PLAIN)
            || type.getType().equals("text")
            || isXml(mimeType));
  }

  /** Whether the type is XML or a special kind of it. */
  boolean isXml(String mimeType) {
    MediaType type = MediaType.parse(mimeType);
    return type != null
        && (type.equals(MediaType.APPLICATION_XML)
            || registry.getMediaTypeRegistry().isSpecializationOf(type, MediaType.APPLICATION_XML));
  }

  /** Whether the registry has the type: a name found in a file is not believed otherwise. */
  boolean isKnown(String mimeType) {
    return registered(mimeType) != null;
  }

  /** The type under a public name, with all its extensions. */
  DetectedType typeOf(String mimeType) {
    String name =
        switch (mimeType) {
          case PRIVATE + "ooxml" -> "application/zip";
          case PRIVATE + "msoffice" -> "application/x-ole-storage";
          default -> mimeType.startsWith(PRIVATE) ? OCTET_STREAM : mimeType;
        };
    return DetectedType.of(name, extensionsOf(name));
  }

  /** The other extensions of all types that have {@code extension}, sorted. */
  Set<String> kinOf(String extension) {
    List<List<String>> registered =
        registry.getMediaTypeRegistry().getTypes().stream()
            .map(MediaType::toString)
            .filter(mimeType -> TypeExtensions.ofMimeType(mimeType) == null)
            .map(this::extensionsOf)
            .toList();
    return TypeExtensions.kinOf(extension, registered);
  }

  private List<String> extensionsOf(String mimeType) {
    List<String> curated = TypeExtensions.ofMimeType(mimeType);
    MimeType type = registered(mimeType);
    if (curated != null || type == null) {
      return Objects.requireNonNullElse(curated, List.of());
    }
    Set<String> extensions = new LinkedHashSet<>();
    add(type.getExtension(), extensions);
    type.getExtensions().forEach(extension -> add(extension, extensions));
    return List.copyOf(extensions);
  }

  private static void add(String withDot, Set<String> extensions) {
    String extension = withDot.substring(withDot.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (!extension.isEmpty()) {
      extensions.add(extension);
    }
  }

  private @Nullable MimeType registered(String mimeType) {
    try {
      return registry.getRegisteredMimeType(mimeType);
    } catch (MimeTypeException e) {
      return null;
    }
  }
}
