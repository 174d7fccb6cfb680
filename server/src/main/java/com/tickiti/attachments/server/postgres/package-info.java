/**
 * The embedded PostgreSQL, run as a child process from unpacked binaries. Knows neither jOOQ nor
 * the relations.
 */
@NullMarked
package com.tickiti.attachments.server.postgres;

import org.jspecify.annotations.NullMarked;
