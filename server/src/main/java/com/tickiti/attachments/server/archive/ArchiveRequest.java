package com.tickiti.attachments.server.archive;

import com.tickiti.attachments.server.model.ByteRange;
import com.tickiti.attachments.server.model.TicketKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for.
 *
 * @param ticket the ticket named
 * @param reviewConfirmed whether the intent confirms review-gated types
 * @param range the part of the archive wanted; {@code null} for the whole
 * @param headerOnly whether no byte is wanted
 * @param violations what is wrong with the request, by field; empty where it is well formed
 */
public record ArchiveRequest(
    TicketKey ticket,
    boolean reviewConfirmed,
    @Nullable ByteRange range,
    boolean headerOnly,
    Map<String, List<String>> violations) {}
