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
 * @param complete whether detection came to a verdict; false where it stopped at one of its limits,
 *     so that the file may be more than it seems
 */
public record DetectedType(String mimeType, List<String> extensions, boolean complete) {

  public DetectedType {
    extensions = List.copyOf(extensions);
  }

  static DetectedType of(String mimeType, List<String> extensions) {
    return new DetectedType(mimeType, extensions, true);
  }

  /** The type's canonical extension; null where it has none. */
  public @Nullable String extension() {
    return extensions.isEmpty() ? null : extensions.get(0);
  }

  /** The same, complete only if {@code alsoComplete}. */
  DetectedType completeIf(boolean alsoComplete) {
    return new DetectedType(mimeType, extensions, complete && alsoComplete);
  }
}
