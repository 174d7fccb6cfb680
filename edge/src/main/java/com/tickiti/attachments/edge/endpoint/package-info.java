/**
 * The table of endpoints: method, path, RPC, request fields, answer and one sentence each. Routes,
 * 405 responses, {@code OPTIONS} and the OpenAPI document read it. Depends on {@code json}.
 */
@NullMarked
package com.tickiti.attachments.edge.endpoint;

import org.jspecify.annotations.NullMarked;
