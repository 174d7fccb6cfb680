package com.tickiti.attachments.server.access;

import com.tickiti.attachments.server.model.Credential;
import java.net.InetAddress;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who calls: made once when a call comes in, and handed on to whatever needs to know.
 *
 * @param credential {@code null} where none, or none that is well formed, was presented
 * @param requestId names the call in answers, logs and the audit log
 * @param client the address that the call came from
 * @param limits what the server's limits grant this call
 * @param beginNanos when the call came in, by {@link System#nanoTime}
 * @param cancelled whether the caller has gone away, or the call's deadline has passed
 * @param summary what becomes known of the call
 */
public record Caller(
    @Nullable Credential credential,
    String requestId,
    InetAddress client,
    CallLimits limits,
    long beginNanos,
    BooleanSupplier cancelled,
    CallSummary summary) {}
