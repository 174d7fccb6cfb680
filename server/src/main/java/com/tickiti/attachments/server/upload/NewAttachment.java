package com.tickiti.attachments.server.upload;

import com.tickiti.attachments.server.model.StoredBlob;
import org.jspecify.annotations.Nullable;

/**
 * An attachment about to be recorded; its content is stored.
 *
 * @param userId who uploads
 * @param requestId makes repeating safe; {@code null} where it will not be repeated
 * @param responseId the response to attach to
 * @param name file name
 * @param inline whether it is shown within the response's text
 * @param blob its content
 */
public record NewAttachment(
    long userId,
    @Nullable String requestId,
    long responseId,
    String name,
    boolean inline,
    StoredBlob blob) {}
