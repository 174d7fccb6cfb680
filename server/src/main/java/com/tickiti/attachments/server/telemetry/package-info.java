/**
 * What an operator sees of a running server: metrics, a line for each request, failed
 * authentications. Decides nothing; what it measures knows nothing of it.
 */
@NullMarked
package com.tickiti.attachments.server.telemetry;

import org.jspecify.annotations.NullMarked;
