/**
 * The error catalogue of {@code error_reason.proto} as Java values, and its one translation to and
 * from {@code google.rpc.Status}. Depends on nothing but the generated messages and grpc-java.
 */
@NullMarked
package com.tickiti.attachments.error;

import org.jspecify.annotations.NullMarked;
