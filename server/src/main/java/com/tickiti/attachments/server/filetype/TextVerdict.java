package com.tickiti.attachments.server.filetype;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a text came to.
 *
 * @param extension of what a program would obey; null where nothing was found
 * @param mimeType its media type; null where it is that of the document it stands in
 * @param complete false where the look ended at the bound without having found anything
 */
record TextVerdict(@Nullable String extension, @Nullable String mimeType, boolean complete) {
  static final TextVerdict NONE = new TextVerdict(null, null, true);

  static final TextVerdict UNDECIDED = new TextVerdict(null, null, false);

  static TextVerdict of(String extension) {
    return new TextVerdict(extension, null, true);
  }

  static TextVerdict of(String extension, String mimeType) {
    return new TextVerdict(extension, mimeType, true);
  }

  /** Nothing was found; that is a verdict only if the whole text was read. */
  static TextVerdict noneIn(DecodedText text) {
    return new TextVerdict(null, null, !text.truncated());
  }

  /** All extensions of what was found, the canonical one first; empty where nothing was. */
  List<String> extensions() {
    if (extension == null) {
      return List.of();
    }
    Set<String> all = new LinkedHashSet<>(List.of(extension));
    all.addAll(TypeExtensions.ofText(extension));
    List<String> ofType = mimeType == null ? null : TypeExtensions.ofMimeType(mimeType);
    if (ofType != null) {
      all.addAll(ofType);
    }
    return new ArrayList<>(all);
  }
}
