/**
 * The server process: command line entry, configuration, and the one place that composes objects.
 * May depend on every other package.
 */
@NullMarked
package com.tickiti.attachments.server;

import org.jspecify.annotations.NullMarked;
