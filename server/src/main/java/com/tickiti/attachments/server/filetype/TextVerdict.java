package com.tickiti.attachments.server.filetype;

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
}
