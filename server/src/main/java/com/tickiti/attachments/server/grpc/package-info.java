/**
 * The gRPC surface: messages in and out, interceptors, and the pump that moves chunks under
 * back-pressure. Takes no decisions.
 */
@NullMarked
package com.tickiti.attachments.server.grpc;

import org.jspecify.annotations.NullMarked;
