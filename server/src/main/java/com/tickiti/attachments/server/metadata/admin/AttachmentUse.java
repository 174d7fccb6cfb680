package com.tickiti.attachments.server.metadata.admin;

import org.jspecify.annotations.Nullable;

/**
 * An attachment that refers to a content.
 *
 * @param id the attachment's
 * @param name the attachment's, as the sender chose it
 * @param ticketNumber of the ticket that the attachment belongs to; {@code null} where its response
 *     or ticket is not recorded
 */
public record AttachmentUse(long id, String name, @Nullable Long ticketNumber) {}
