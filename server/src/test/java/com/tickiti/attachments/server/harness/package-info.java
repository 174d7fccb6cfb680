/**
 * Servers, edges and callers in processes of their own, what they hold, and the report of a run.
 */
@NullMarked
package com.tickiti.attachments.server.harness;

import org.jspecify.annotations.NullMarked;
