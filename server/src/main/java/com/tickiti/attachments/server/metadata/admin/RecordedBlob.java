package com.tickiti.attachments.server.metadata.admin;

import com.tickiti.attachments.server.model.Digest;

/**
 * A blob as recorded.
 *
 * @param digest its address
 * @param size bytes
 */
public record RecordedBlob(Digest digest, long size) {}
