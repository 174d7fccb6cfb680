package com.tickiti.attachments.server.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of a stored content.
 *
 * @param digest its address
 * @param size bytes
 * @param mimeType detected from the bytes
 * @param detectedExtensions all extensions of the detected type, lower case without the dot
 * @param reviewReason why it needs a review at least, whatever its name says; {@code null} where it
 *     does not
 * @param pieces the digests of its pieces, {@link PieceDigests#NONE} where not known
 * @param crc32 of the whole, which an archive has before it; an unsigned 32-bit number
 */
public record StoredBlob(
    Digest digest,
    long size,
    String mimeType,
    List<String> detectedExtensions,
    @Nullable String reviewReason,
    PieceDigests pieces,
    long crc32) {

  public StoredBlob {
    detectedExtensions = List.copyOf(detectedExtensions);
  }
}
