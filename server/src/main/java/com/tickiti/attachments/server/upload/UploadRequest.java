package com.tickiti.attachments.server.upload;

import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.TicketKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants to add.
 *
 * @param ticket the ticket named
 * @param responseId the response to attach to; {@code null} where the text given can be no
 *     response's
 * @param name file name
 * @param inline whether it is shown within the response's text
 * @param declaredSize bytes that are announced; {@code null} where none are
 * @param declaredDigest SHA-256 that is announced; {@code null} where none is
 * @param requestId makes repeating safe; {@code null} where it will not be repeated
 * @param violations what is wrong with the request, by field; empty where it is well formed
 */
public record UploadRequest(
    TicketKey ticket,
    @Nullable Long responseId,
    String name,
    boolean inline,
    @Nullable Long declaredSize,
    @Nullable Digest declaredDigest,
    @Nullable String requestId,
    Map<String, List<String>> violations) {}
