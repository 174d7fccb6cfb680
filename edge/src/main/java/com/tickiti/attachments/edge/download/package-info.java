/**
 * The streaming response: messages of a call become an HTTP body in constant memory, at the pace of
 * the client. Body writers decide what the bytes look like. Depends on {@code http}, {@code json}
 * and {@code limit}.
 */
@NullMarked
package com.tickiti.attachments.edge.download;

import org.jspecify.annotations.NullMarked;
