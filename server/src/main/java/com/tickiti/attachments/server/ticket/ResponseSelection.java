package com.tickiti.attachments.server.ticket;

import org.jspecify.annotations.Nullable;

/**
 * What is wanted of each response.
 *
 * @param html whether its text as HTML is
 * @param plainText whether its text without markup is
 * @param attachments whether its attachments are
 * @param maxBodyChars the most Unicode code points of each text; {@code null} for all
 */
public record ResponseSelection(
    boolean html, boolean plainText, boolean attachments, @Nullable Integer maxBodyChars) {}
