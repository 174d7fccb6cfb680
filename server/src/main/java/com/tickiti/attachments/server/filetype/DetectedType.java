package com.tickiti.attachments.server.filetype;

import org.jspecify.annotations.Nullable;

/** A detected type. */
public record DetectedType(String mimeType, @Nullable String extension) {}
