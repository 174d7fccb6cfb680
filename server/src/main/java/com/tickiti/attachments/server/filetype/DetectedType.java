package com.tickiti.attachments.server.filetype;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file's bytes say it is.
 *
 * @param mimeType the media type without parameters, such as {@code application/pdf}
 * @param extensions all extensions of the type, lower case and without the dot, the canonical one
 *     first; empty where the type has none. Types that share a danger share their extensions: every
 *     Windows program has those of all of them, whether it is one or a library
 * @param reviewReason why the file needs a review at least, whatever its name says: detection ended
 *     at one of its limits, or the type may be dangerous in the wrong hands; null where neither
 */
public record DetectedType(
    String mimeType, List<String> extensions, @Nullable String reviewReason) {

  /** Detection ended at one of its limits without a verdict. */
  public static final String LIMIT_REACHED = "type detection reached a limit without a verdict";

  /** A certificate or a key as text. */
  public static final String PEM = "PEM text may hold a certificate or a key";

  /** A ZIP archive with a Java manifest that names no code. */
  public static final String MANIFEST = "the archive holds a Java manifest";

  public DetectedType {
    extensions = List.copyOf(extensions);
  }

  static DetectedType of(String mimeType, List<String> extensions) {
    return new DetectedType(mimeType, extensions, null);
  }

  /** The type's canonical extension; null where it has none. */
  public @Nullable String extension() {
    return extensions.isEmpty() ? null : extensions.get(0);
  }

  /** The same, in need of a review; an earlier reason stays. */
  DetectedType needsReview(String reason) {
    return reviewReason == null ? new DetectedType(mimeType, extensions, reason) : this;
  }

  /** The same, in need of a review unless detection was {@code complete}. */
  DetectedType completeIf(boolean complete) {
    return complete ? this : needsReview(LIMIT_REACHED);
  }
}
