/**
 * A ticket's attachments as one zip archive: its layout is known before the first byte, so that any
 * part of it can be sent. Stands on access, and on download for what may be had of it; knows
 * neither gRPC nor SQL.
 */
@NullMarked
package com.tickiti.attachments.server.archive;

import org.jspecify.annotations.NullMarked;
