package com.tickiti.attachments.server.metadata.admin;

import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;
import org.jspecify.annotations.Nullable;

/**
 * A blob as recorded.
 *
 * @param digest its address
 * @param size bytes
 * @param pieces the digests of its pieces, {@link PieceDigests#NONE} where none are recorded;
 *     {@code null} where they are many or can be no digests: {@link Administration#pieces} has them
 */
public record RecordedBlob(Digest digest, long size, @Nullable PieceDigests pieces) {}
