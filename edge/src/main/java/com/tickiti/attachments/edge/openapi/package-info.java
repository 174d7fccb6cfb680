/**
 * The OpenAPI 3.1 description of the JSON API, made of the endpoint table, the error catalogue and
 * the comments of the protobuf files. Depends on {@code endpoint} and {@code json}.
 */
@NullMarked
package com.tickiti.attachments.edge.openapi;

import org.jspecify.annotations.NullMarked;
