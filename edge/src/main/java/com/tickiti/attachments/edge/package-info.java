/**
 * The JSON edge: a stateless HTTP server in front of an {@code io.grpc.Channel}. Knows the service
 * by its protobuf API only.
 */
@NullMarked
package com.tickiti.attachments.edge;

import org.jspecify.annotations.NullMarked;
