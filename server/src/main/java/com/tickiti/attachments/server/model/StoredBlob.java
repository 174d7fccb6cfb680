package com.tickiti.attachments.server.model;

import org.jspecify.annotations.Nullable;

/**
 * What is recorded of a stored content.
 *
 * @param digest its address
 * @param size bytes
 * @param mimeType detected from the bytes
 * @param detectedExtension the detected type's canonical extension, lower case without the dot
 * @param pieces the digests of its pieces, {@link PieceDigests#NONE} where not known
 */
public record StoredBlob(
    Digest digest,
    long size,
    String mimeType,
    @Nullable String detectedExtension,
    PieceDigests pieces) {}
