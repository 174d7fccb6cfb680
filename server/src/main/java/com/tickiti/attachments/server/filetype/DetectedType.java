package com.tickiti.attachments.server.filetype;

import org.jspecify.annotations.Nullable;

/**
 * What a file's bytes say it is.
 *
 * @param mimeType the media type without parameters, such as {@code application/pdf}
 * @param extension the type's canonical extension, lower case and without the dot; null where the
 *     type has none. Types that share a danger share an extension: every Windows program is {@code
 *     exe}, whether it is one or a library
 */
public record DetectedType(String mimeType, @Nullable String extension) {}
