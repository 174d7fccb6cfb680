package com.tickiti.attachments.server.metadata.helpdesk;

import com.tickiti.attachments.server.model.Digest;

/**
 * What the file of an attachment was when it was imported.
 *
 * @param attachmentId whose content it is
 * @param size bytes
 * @param modifiedNs when it was last modified, in nanoseconds since 1970
 * @param digest of its content
 */
public record ImportedFile(long attachmentId, long size, long modifiedNs, Digest digest) {}
