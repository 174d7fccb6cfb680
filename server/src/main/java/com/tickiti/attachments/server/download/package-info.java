/**
 * What may be downloaded: facts in, decision out, and the stream that follows. Knows neither gRPC
 * nor SQL.
 */
@NullMarked
package com.tickiti.attachments.server.download;

import org.jspecify.annotations.NullMarked;
