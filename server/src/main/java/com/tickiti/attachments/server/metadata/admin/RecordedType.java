package com.tickiti.attachments.server.metadata.admin;

import com.tickiti.attachments.server.model.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a content is recorded to be.
 *
 * @param digest its address
 * @param mimeType detected from the bytes
 * @param extensions all extensions of the type, lower case without the dot
 * @param reviewReason why it needs a review at least; {@code null} where it does not
 */
public record RecordedType(
    Digest digest, String mimeType, List<String> extensions, @Nullable String reviewReason) {

  public RecordedType {
    extensions = List.copyOf(extensions);
  }
}
