/**
 * The way in for bytes: receive, hash, detect, store, record. Knows neither gRPC nor the command
 * line.
 */
@NullMarked
package com.tickiti.attachments.server.upload;

import org.jspecify.annotations.NullMarked;
